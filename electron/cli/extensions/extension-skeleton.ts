export interface SkeletonNames {
  /** With its tag. */
  image: string;
  title: string;
}

/**
 * The files of a small extension that works, by their paths: a page, and a container that it runs commands in. It needs
 * one base image, which is small and which most computers have already.
 */
export function skeletonFiles(names: SkeletonNames): Record<string, string> {
  return {
    Dockerfile: dockerfile(names),
    'metadata.json': metadata(names),
    'compose.yaml': COMPOSE,
    'icon.svg': ICON,
    'service/report.sh': SERVICE,
    'ui/index.html': page(names),
    'ui/app.js': SCRIPT,
    'ui/style.css': STYLE,
    'README.md': readme(names),
  };
}

const dockerfile = ({ title }: SkeletonNames) => `FROM busybox

LABEL org.opencontainers.image.title="${title}" \\
      org.opencontainers.image.description="What it does, in a sentence" \\
      org.opencontainers.image.vendor="Your name" \\
      com.docker.desktop.extension.api.version=">= 0.3.0" \\
      com.docker.desktop.extension.icon="" \\
      com.docker.extension.screenshots="[]" \\
      com.docker.extension.detailed-description="" \\
      com.docker.extension.publisher-url="" \\
      com.docker.extension.changelog=""

COPY metadata.json compose.yaml icon.svg /
COPY ui /ui
COPY service /service
RUN chmod 755 /service/*
`;

const metadata = ({ title }: SkeletonNames) => `${JSON.stringify(
  {
    icon: 'icon.svg',
    ui: { 'dashboard-tab': { title, root: '/ui', src: 'index.html' } },
    vm: { composefile: 'compose.yaml' },
  },
  null,
  2,
)}
`;

const COMPOSE = `services:
  service:
    # The image of the extension itself, whatever it is called.
    image: \${DESKTOP_PLUGIN_IMAGE}
    # It waits for what the page has it run.
    command: ['sleep', '2147483647']
    init: true
`;

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#2f6fed" stroke-width="2">
  <rect x="3" y="3" width="18" height="18" rx="4"/>
  <path d="M8 12h8M12 8v8"/>
</svg>
`;

const SERVICE = `#!/bin/sh
# Runs in the container of the extension, for its page: see ui/app.js.
echo "Hello \${1:-there}, from $(hostname), where $(uname -srm) runs."
`;

const page = ({ title }: SkeletonNames) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="color-scheme" content="light dark" />
    <title>${title}</title>
    <link rel="stylesheet" href="./style.css" />
  </head>
  <body>
    <h1>${title}</h1>

    <h2>Containers</h2>
    <ul id="containers"></ul>

    <h2>The container of this extension</h2>
    <form id="form">
      <label>Your name <input id="name" /></label>
      <button>Ask it</button>
    </form>
    <pre id="answer" aria-live="polite"></pre>

    <script type="module" src="./app.js"></script>
  </body>
</html>
`;

const SCRIPT = `// All that an extension can do is behind this object, which is there before any script of the page.
const { docker, extension, desktopUI } = window.ddClient;

const containers = document.getElementById('containers');
const answer = document.getElementById('answer');

/** As the engine's API tells them. */
async function showContainers() {
  const all = await docker.listContainers({ all: true });
  const items = all.map(({ Id, Names, State }) => {
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.href = '#';
    link.textContent = Names[0].slice(1);
    link.onclick = (event) => {
      event.preventDefault();
      desktopUI.navigate.viewContainer(Id).catch(tell);
    };
    item.append(link, State);
    return item;
  });
  containers.replaceChildren(...items);
}

/** Errors of commands have what they printed. */
function tell(error) {
  desktopUI.toast.error(error.stderr || error.message || String(error));
}

document.getElementById('form').onsubmit = async (event) => {
  event.preventDefault();
  try {
    const name = document.getElementById('name').value;
    // Words are joined and split again as a shell does it: what a person types is put in quotes.
    const quoted = \`'\${name.replaceAll("'", \`'\\\\''\`)}'\`;
    const { stdout } = await extension.vm.cli.exec('/service/report.sh', [quoted]);
    answer.textContent = stdout;
  } catch (error) {
    tell(error);
  }
};

showContainers().catch(tell);
// Whenever something happens to a container. It ends with the page.
docker.cli.exec('events', ['--filter', 'type=container', '--format', '{{json .}}'], {
  stream: { onOutput: () => showContainers().catch(tell), onError: tell, splitOutputLines: true },
});
`;

const STYLE = `:root {
  color-scheme: light dark;
  --ground: #fff;
  --raised: #f4f6f8;
  --line: #d9dee4;
  --text: #1b1f24;
  --dim: #59636e;
  --accent: #1f5fdc;
  --on-accent: #fff;
  font: 14px / 1.5 system-ui, sans-serif;
}

@media (prefers-color-scheme: dark) {
  :root {
    --ground: #16181c;
    --raised: #1f2227;
    --line: #363b42;
    --text: #e6e8eb;
    --dim: #a3abb5;
    --accent: #7cb0ff;
    --on-accent: #16181c;
  }
}

body {
  max-width: 720px;
  margin: 24px;
  color: var(--text);
  background: var(--ground);
}

h1 {
  margin: 0 0 24px;
  font-size: 20px;
}

h2 {
  margin: 24px 0 8px;
  font-size: 14px;
}

a {
  color: var(--accent);
}

ul {
  margin: 0;
  padding: 0;
  border: 1px solid var(--line);
  border-radius: 8px;
  list-style: none;
}

ul:empty {
  display: none;
}

li {
  display: flex;
  justify-content: space-between;
  gap: 16px;
  padding: 8px 12px;
  color: var(--dim);
}

li + li {
  border-top: 1px solid var(--line);
}

form,
label {
  display: flex;
  align-items: center;
  gap: 8px;
}

input,
button {
  padding: 6px 12px;
  border: 1px solid var(--line);
  border-radius: 6px;
  color: inherit;
  background: var(--raised);
  font: inherit;
}

button {
  border-color: var(--accent);
  color: var(--on-accent);
  background: var(--accent);
}

pre {
  white-space: pre-wrap;
}
`;

const readme = ({ image, title }: SkeletonNames) => `# ${title}

An extension for Docker Desktop and Pier Desktop: an image with a page, and a container that works for it.

    docker build -t ${image} .
    pier extension install ${image}      # or: docker extension install

After a change:

    docker build -t ${image} . && pier extension update -f ${image}

| file | what it is |
|---|---|
| \`Dockerfile\` | the image; its labels are what a marketplace shows |
| \`metadata.json\` | what is in the image: the page, the containers |
| \`compose.yaml\` | the containers; remove it and \`vm\` in metadata.json where a page is enough |
| \`service/report.sh\` | what the page has run in the container |
| \`ui/\` | the page: any HTML, of any framework, as long as its addresses are relative |

## While you build it

- \`pier extension dev ui-source ${image} http://localhost:3000\` takes the page from a server of yours (\`vite\`,
  \`npm start\`), with \`ddClient\` in it. \`pier extension dev reset ${image}\` takes it from the image again.
- \`pier extension dev debug ${image}\` opens the developer tools with the page, in the desktop app.
- \`pier extension validate ${image}\` tells what a marketplace would refuse.

## Further

- A service that listens to a unix socket, \`/run/guest-services/NAME.sock\`, is asked with
  \`ddClient.extension.vm.service.get('/path')\`: name the socket in metadata.json, \`"vm": {"exposes": {"socket": "NAME.sock"}}\`.
- Programs for the computer itself go into \`host.binaries\`, and are run with \`ddClient.extension.host.cli.exec\`.
- The whole of \`ddClient\` is documented at https://docs.docker.com/extensions/extensions-sdk/.
`;

/**
 * What a worker of an extension runs before its own script, so that its requests take the way of those of its page. It
 * works in classic workers, which can import scripts, and in modules, which cannot; and on one line, so that the lines of
 * the script keep their numbers. @param client the address of the client's script
 */
export function workerPrelude(client: string): string {
  return (
    'if(typeof WorkerGlobalScope!=="undefined"){const x=new XMLHttpRequest();' +
    `x.open("GET",${JSON.stringify(client)},false);x.send();(0,eval)(x.responseText)}`
  );
}

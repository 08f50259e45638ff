/*
 * The one program in the containers that lead to extensions' sockets. See forwarder.ts, which carries it compiled.
 *
 *   forward          waits for ever, as a container's first process
 *   forward PATH     connects to the unix socket PATH when it has read a byte, answers a byte, and passes on what comes
 *                    from standard input to it, and from it to standard output, each with its end
 *
 * Exit codes: 0 the other side closed; 1 wrong usage; 2 nobody wants it any more; 111 nobody listens at PATH,
 * and has not begun to within three seconds.
 * Freestanding: no library, so that one file is the whole image.
 */
typedef unsigned long word;

#if defined(__x86_64__)
enum { READ = 0, WRITE = 1, CLOSE = 3, PAUSE = 34, SLEEP = 35, SOCKET = 41, CONNECT = 42, SHUTDOWN = 48, CLONE = 56, EXIT = 60,
       SIGACTION = 13, PRCTL = 157 };
static long call(long n, word a, word b, word c, word d, word e) {
  long result;
  register word r10 __asm__("r10") = d;
  register word r8 __asm__("r8") = e;
  __asm__ volatile("syscall" : "=a"(result) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
                   : "rcx", "r11", "memory");
  return result;
}
__asm__(".globl _start\n_start:\n xor %ebp, %ebp\n mov %rsp, %rdi\n and $-16, %rsp\n call begin\n");
#elif defined(__aarch64__)
enum { READ = 63, WRITE = 64, CLOSE = 57, PPOLL = 73, SLEEP = 101, SOCKET = 198, CONNECT = 203, SHUTDOWN = 210, CLONE = 220,
       EXIT = 93, SIGACTION = 134, PRCTL = 167 };
static long call(long n, word a, word b, word c, word d, word e) {
  register word x8 __asm__("x8") = (word)n;
  register word x0 __asm__("x0") = a;
  register word x1 __asm__("x1") = b;
  register word x2 __asm__("x2") = c;
  register word x3 __asm__("x3") = d;
  register word x4 __asm__("x4") = e;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
  return (long)x0;
}
__asm__(".globl _start\n_start:\n mov x29, #0\n mov x30, #0\n mov x0, sp\n and x9, x0, #-16\n mov sp, x9\n bl begin\n");
#else
#error "no such processor is known here"
#endif

enum { SIGKILL_ = 9, SIGCHLD_ = 17, AF_UNIX_ = 1, SOCK_STREAM_ = 1, SHUT_WR_ = 1, PDEATHSIG = 1, CLOEXEC = 02000000,
       PATH_MAX_ = 108, ENOENT_ = 2, EINTR_ = 4, ECONNREFUSED_ = 111, TRIES = 150 };

static char buffer[65536];
static struct { unsigned short family; char path[PATH_MAX_]; } address;
/* SIG_IGN, no flags: ended children go by themselves. */
static const word ignore[4] = {1, 0, 0, 0};

/* 20 ms */
static const word moment[2] = {0, 20000000};

static void quit(int code) {
  for (;;) call(EXIT, (word)code, 0, 0, 0, 0);
}

static long get(int from) {
  long n;
  do n = call(READ, (word)from, (word)buffer, sizeof buffer, 0, 0); while (n == -EINTR_);
  return n;
}

/* Until the end of `from`, or nobody takes it. */
static void pass(int from, int to) {
  for (;;) {
    long n = get(from);
    if (n <= 0) return;
    for (long done = 0; done < n;) {
      long m = call(WRITE, (word)to, (word)(buffer + done), (word)(n - done), 0, 0);
      if (m == -EINTR_) continue;
      if (m <= 0) return;
      done += m;
    }
  }
}

__attribute__((used, noreturn)) void begin(word *stack) {
  long count = (long)stack[0];
  const char *path = (const char *)stack[2];
  if (count < 2) {
    call(SIGACTION, SIGCHLD_, (word)ignore, 0, 8, 0);
    for (;;) {
#if defined(__x86_64__)
      call(PAUSE, 0, 0, 0, 0, 0);
#else
      call(PPOLL, 0, 0, 0, 0, 0);
#endif
    }
  }
  int length = 0;
  for (; path[length]; length++) {
    if (length >= PATH_MAX_ - 1) quit(1);
    address.path[length] = path[length];
  }
  address.family = AF_UNIX_;
  if (call(READ, 0, (word)buffer, 1, 0, 0) != 1) quit(2);
  int peer = (int)call(SOCKET, AF_UNIX_, SOCK_STREAM_ | CLOEXEC, 0, 0, 0);
  if (peer < 0) quit(111);
  /* Who serves it may be about to begin. */
  for (int tries = 0;; tries++) {
    long result = call(CONNECT, (word)peer, (word)&address, (word)(2 + length + 1), 0, 0);
    if (result == 0) break;
    if ((result != -ENOENT_ && result != -ECONNREFUSED_) || tries == TRIES) quit(111);
    call(SLEEP, (word)moment, 0, 0, 0, 0);
  }
  buffer[0] = '+';
  if (call(WRITE, 1, (word)buffer, 1, 0, 0) != 1) quit(2);
  /* The child passes on what comes in, in memory of its own; it ends with its parent. */
  long child = call(CLONE, SIGCHLD_, 0, 0, 0, 0);
  if (child == 0) {
    call(PRCTL, PDEATHSIG, SIGKILL_, 0, 0, 0);
    call(CLOSE, 1, 0, 0, 0, 0);
    call(CLOSE, 2, 0, 0, 0, 0);
    pass(0, peer);
    call(SHUTDOWN, (word)peer, SHUT_WR_, 0, 0, 0);
    quit(0);
  }
  call(CLOSE, 0, 0, 0, 0, 0);
  pass(peer, 1);
  quit(0);
  __builtin_unreachable();
}

// Serves named pipes for clients of Docker, and carries each connection to Pier over a pipe of its own.
//
// A pipe of Windows has no half-close. Docker's clients (go-winio) send a message of no bytes instead, which only pipes that
// were made for messages carry (PIPE_TYPE_MESSAGE). To Pier everything goes in frames: four bytes of length, little-endian,
// and that many bytes; a length of 0 ends a direction. Written for the compiler that Windows brings (C# 5).
//
// Says "listening PIPE" or "taken PIPE" for each, and ends when its standard input does.
using System;
using System.IO;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Security.Principal;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;

namespace Pier
{
    public static class PipeRelay
    {
        const uint PIPE_ACCESS_DUPLEX = 0x3;
        const uint FILE_FLAG_OVERLAPPED = 0x40000000;
        const uint FILE_FLAG_FIRST_PIPE_INSTANCE = 0x00080000;
        const uint PIPE_TYPE_MESSAGE = 0x4;
        const uint PIPE_REJECT_REMOTE_CLIENTS = 0x8;
        const uint PIPE_UNLIMITED_INSTANCES = 255;
        const int ERROR_ACCESS_DENIED = 5;
        const int ERROR_PIPE_BUSY = 231;
        const int ERROR_IO_PENDING = 997;
        const int BUFFER_BYTES = 65536;
        const int HEADER_BYTES = 4;

        [StructLayout(LayoutKind.Sequential)]
        struct SecurityAttributes
        {
            public int Length;
            public IntPtr SecurityDescriptor;
            public int InheritHandle;
        }

        [DllImport("kernel32.dll", CharSet = CharSet.Unicode, SetLastError = true)]
        static extern SafePipeHandle CreateNamedPipeW(string name, uint openMode, uint pipeMode, uint maxInstances,
            uint outBufferSize, uint inBufferSize, uint defaultTimeout, ref SecurityAttributes attributes);

        [DllImport("advapi32.dll", CharSet = CharSet.Unicode, SetLastError = true)]
        static extern bool ConvertStringSecurityDescriptorToSecurityDescriptorW(string text, uint revision,
            out IntPtr descriptor, IntPtr size);

        [DllImport("kernel32.dll", SetLastError = true)]
        static extern bool WriteFile(SafePipeHandle handle, IntPtr buffer, uint length, IntPtr written,
            ref NativeOverlapped overlapped);

        [DllImport("kernel32.dll", SetLastError = true)]
        static extern bool GetOverlappedResult(SafePipeHandle handle, ref NativeOverlapped overlapped, out uint done,
            bool wait);

        public static int Run(string inner, string[] outer)
        {
            foreach (string pipe in outer)
            {
                string name = pipe;
                NamedPipeServerStream first = Create(name, true);
                Console.Out.WriteLine((first == null ? "taken " : "listening ") + name);
                Console.Out.Flush();
                if (first != null) Task.Run(() => Serve(name, inner, first));
            }
            while (Console.In.Read() >= 0) { }
            return 0;
        }

        static async Task Serve(string name, string inner, NamedPipeServerStream first)
        {
            NamedPipeServerStream next = first;
            for (;;)
            {
                NamedPipeServerStream client = next;
                try
                {
                    await Task.Factory.FromAsync(client.BeginWaitForConnection, client.EndWaitForConnection, null);
                }
                catch (IOException)
                {
                    // It was gone before it was taken.
                    client.Dispose();
                    client = null;
                }
                // Before this one is served: there is always one to connect to.
                next = Create(name, false);
                while (next == null)
                {
                    await Task.Delay(50);
                    next = Create(name, false);
                }
                if (client != null)
                {
                    NamedPipeServerStream served = client;
                    StartCarry(served, inner);
                }
            }
        }

        static void StartCarry(NamedPipeServerStream client, string inner)
        {
            Task.Run(() => Carry(client, inner));
        }

        // null where another program has the pipe. Its owner, administrators and the system may open it, from this
        // computer alone.
        static NamedPipeServerStream Create(string name, bool isFirst)
        {
            string sid = WindowsIdentity.GetCurrent().User.Value;
            IntPtr descriptor;
            string text = "D:P(A;;GA;;;SY)(A;;GA;;;BA)(A;;GA;;;" + sid + ")";
            if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(text, 1, out descriptor, IntPtr.Zero))
                throw new System.ComponentModel.Win32Exception(Marshal.GetLastWin32Error());
            try
            {
                SecurityAttributes attributes = new SecurityAttributes();
                attributes.Length = Marshal.SizeOf(typeof(SecurityAttributes));
                attributes.SecurityDescriptor = descriptor;
                uint open = PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED | (isFirst ? FILE_FLAG_FIRST_PIPE_INSTANCE : 0);
                // Written as messages, read as bytes: what is read of a message of no bytes is nothing.
                SafePipeHandle handle = CreateNamedPipeW(name, open, PIPE_TYPE_MESSAGE | PIPE_REJECT_REMOTE_CLIENTS,
                    PIPE_UNLIMITED_INSTANCES, BUFFER_BYTES, BUFFER_BYTES, 0, ref attributes);
                int error = Marshal.GetLastWin32Error();
                if (!handle.IsInvalid) return new NamedPipeServerStream(PipeDirection.InOut, true, false, handle);
                if (error == ERROR_ACCESS_DENIED || error == ERROR_PIPE_BUSY) return null;
                throw new System.ComponentModel.Win32Exception(error);
            }
            finally
            {
                Marshal.FreeHGlobal(descriptor);
            }
        }

        static async Task Carry(NamedPipeServerStream client, string inner)
        {
            const string prefix = "\\\\.\\pipe\\";
            string name = inner.StartsWith(prefix) ? inner.Substring(prefix.Length) : inner;
            using (client)
            using (NamedPipeClientStream pier = new NamedPipeClientStream(".", name, PipeDirection.InOut, PipeOptions.Asynchronous))
            {
                try
                {
                    pier.Connect(10000);
                    Task there = FromClient(client, pier);
                    Task back = ToClient(pier, client);
                    // The client's direction is over when the client is gone: nothing more can reach it.
                    Task first = await Task.WhenAny(there, back);
                    if (first == there || first.IsFaulted) return;
                    // What the client has not read would be lost. It goes by itself when it has.
                    client.WaitForPipeDrain();
                    await Task.WhenAny(there, Task.Delay(5000));
                }
                catch (IOException) { }
                catch (ObjectDisposedException) { }
                catch (TimeoutException) { }
                catch (InvalidOperationException) { }
            }
        }

        // Bytes into frames, until the client is gone. A message of nothing before that is the end of its input.
        static async Task FromClient(NamedPipeServerStream client, Stream pier)
        {
            byte[] buffer = new byte[HEADER_BYTES + BUFFER_BYTES];
            bool hasEnded = false;
            for (;;)
            {
                int count = await client.ReadAsync(buffer, HEADER_BYTES, BUFFER_BYTES);
                if (count == 0 && !client.IsConnected) return;
                if (hasEnded) continue;
                buffer[0] = (byte)count;
                buffer[1] = (byte)(count >> 8);
                buffer[2] = (byte)(count >> 16);
                buffer[3] = (byte)(count >> 24);
                await pier.WriteAsync(buffer, 0, HEADER_BYTES + count);
                hasEnded = count == 0;
            }
        }

        // Frames into bytes, and the last frame into a message of none.
        static async Task ToClient(Stream pier, NamedPipeServerStream client)
        {
            byte[] header = new byte[HEADER_BYTES];
            byte[] buffer = new byte[BUFFER_BYTES];
            for (;;)
            {
                await Fill(pier, header, HEADER_BYTES);
                int left = BitConverter.ToInt32(header, 0);
                if (left == 0)
                {
                    WriteNothing(client.SafePipeHandle);
                    return;
                }
                while (left > 0)
                {
                    int count = await pier.ReadAsync(buffer, 0, Math.Min(left, buffer.Length));
                    if (count == 0) throw new IOException("Pier is gone.");
                    await client.WriteAsync(buffer, 0, count);
                    left -= count;
                }
            }
        }

        static async Task Fill(Stream stream, byte[] buffer, int length)
        {
            for (int at = 0; at < length;)
            {
                int count = await stream.ReadAsync(buffer, at, length - at);
                if (count == 0) throw new IOException("Pier is gone.");
                at += count;
            }
        }

        // The streams of .NET leave writes of nothing out. With the lowest bit of its event set, the completion is not
        // handed to .NET's own port, which would not know it.
        static void WriteNothing(SafePipeHandle handle)
        {
            using (ManualResetEvent done = new ManualResetEvent(false))
            {
                NativeOverlapped overlapped = new NativeOverlapped();
                overlapped.EventHandle = new IntPtr(done.SafeWaitHandle.DangerousGetHandle().ToInt64() | 1);
                IntPtr memory = Marshal.AllocHGlobal(1);
                try
                {
                    bool isDone = WriteFile(handle, memory, 0, IntPtr.Zero, ref overlapped);
                    if (!isDone && Marshal.GetLastWin32Error() != ERROR_IO_PENDING)
                        throw new IOException("The client is gone.");
                    uint written;
                    if (!GetOverlappedResult(handle, ref overlapped, out written, true))
                        throw new IOException("The client is gone.");
                }
                finally
                {
                    Marshal.FreeHGlobal(memory);
                }
            }
        }
    }
}

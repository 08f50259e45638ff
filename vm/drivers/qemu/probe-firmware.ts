/**
 * A firmware of a few instructions that finds out whether an accelerator runs what the machine's kernel runs: it
 * goes the way of a kernel from real mode to long mode, and there executes an instruction of BMI2 where the
 * processor offers that. A KVM that emulates the guest's kernel instead of running it may know the old instructions
 * alone, and its guests die when their kernel unpacks itself.
 *
 * At its end it writes 0x10 to the port 0xf4, QEMU's debug exit.
 */

/** The last 64 KiB below 4 GiB; the processor begins 16 bytes before their end. */
const FIRMWARE_BYTES = 64 * 1024;
const RESET_VECTOR = FIRMWARE_BYTES - 16;

/** Bytes and what they mean, in Intel's syntax; addresses are offsets in the firmware, which begins at ffff0000. */
const PROGRAM = `
                              ; 16 bits
fa                            ;      cli
2e 66 0f 01 16 d0 00          ;      lgdt cs:[0d0]
0f 20 c0                      ;      mov eax, cr0
0c 01                         ;      or al, 1                 protected mode
0f 22 c0                      ;      mov cr0, eax
66 ea 18 00 ff ff 08 00       ;      jmp 08:ffff0018

                              ; 32 bits
66 b8 10 00                   ; 018: mov ax, 10
8e d8                         ;      mov ds, ax
8e c0                         ;      mov es, ax
8e d0                         ;      mov ss, ax
31 c0                         ;      xor eax, eax
0f a2                         ;      cpuid
83 f8 07                      ;      cmp eax, 7               is there a leaf 7?
72 76                         ;      jb 0a1
b8 07 00 00 00                ;      mov eax, 7
31 c9                         ;      xor ecx, ecx
0f a2                         ;      cpuid
f7 c3 00 01 00 00             ;      test ebx, 100            BMI2?
74 65                         ;      jz 0a1
c7 05 00 10 00 00 03 20 00 00 ;      mov dword [1000], 2003   page tables: level 4 ...
c7 05 18 20 00 00 03 30 00 00 ;      mov dword [2018], 3003   ... level 3, the fourth GiB ...
c7 05 f8 3f 00 00 83 00 e0 ff ;      mov dword [3ff8], ffe00083  ... its last 2 MiB, with this firmware
b8 20 00 00 00                ;      mov eax, 20              physical address extension
0f 22 e0                      ;      mov cr4, eax
b8 00 10 00 00                ;      mov eax, 1000
0f 22 d8                      ;      mov cr3, eax
b9 80 00 00 c0                ;      mov ecx, c0000080        EFER
0f 32                         ;      rdmsr
0d 00 01 00 00                ;      or eax, 100              long mode enable
0f 30                         ;      wrmsr
0f 20 c0                      ;      mov eax, cr0
0d 00 00 00 80                ;      or eax, 80000000         paging
0f 22 c0                      ;      mov cr0, eax
ea 8a 00 ff ff 18 00          ;      jmp 18:ffff008a

                              ; 64 bits
41 b8 03 00 00 00             ; 08a: mov r8d, 3
ba 02 00 00 00                ;      mov edx, 2
c4 42 e9 f7 c0                ;      shlx r8, r8, rdx
41 83 f8 0c                   ;      cmp r8d, 12
74 01                         ;      je 0a1
f4                            ;      hlt                      wrong: stands still until it is ended

                              ; 32 and 64 bits
ba f4 00 00 00                ; 0a1: mov edx, f4
b0 10                         ;      mov al, 10
ee                            ;      out dx, al
f4                            ;      hlt
00 00 00 00 00 00             ;

00 00 00 00 00 00 00 00       ; 0b0: segments: none
ff ff 00 00 00 9b cf 00       ;      08, code of 32 bits
ff ff 00 00 00 93 cf 00       ;      10, data
ff ff 00 00 00 9b af 00       ;      18, code of 64 bits
1f 00 b0 00 ff ff             ; 0d0: their length and address
`;

/** jmp to the first byte of the firmware: the segment's 64 KiB wrap around. */
const RESET = 'e9 0d 00';

export const PROBE_FIRMWARE: Buffer = assemble();

function assemble(): Buffer {
  const firmware = Buffer.alloc(FIRMWARE_BYTES);
  bytesOf(PROGRAM.replaceAll(/;.*$/gm, '')).copy(firmware);
  bytesOf(RESET).copy(firmware, RESET_VECTOR);
  return firmware;
}

function bytesOf(hex: string): Buffer {
  return Buffer.from(hex.replaceAll(/\s/g, ''), 'hex');
}

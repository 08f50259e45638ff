/**
 * What runs in a container to test its mounted folder: one task a line on standard input, one answer a line. Perl, since
 * it can call the kernel by itself, and starts in no time under emulation.
 */
export const SHARE_BOX_SCRIPT = String.raw`use strict; $| = 1; chdir '/w' or die;
use constant { MMAP => 9, MUNMAP => 11, READ => 0, INOTIFY_ADD => 254, INOTIFY_INIT => 294 };
my %tasks = (
  # Writes, reads back, and looks at what it did.
  files => sub {
    put('a.txt', 'hello'); chmod 0640, 'a.txt'; symlink 'a.txt', 'link'; mkdir 'deep'; rename 'a.txt', 'deep/b.txt';
    link 'deep/b.txt', 'hard'; truncate 'hard', 4;
    sprintf '%s %o %s %d %s', get('deep/b.txt'), (stat 'deep/b.txt')[2] & 07777, readlink 'link', (stat 'hard')[3],
      -e 'link' ? 'there' : 'dangling';
  },
  # What is read into a mapping is in the file.
  mmap => sub {
    put('mapped', '.' x 4096); put('source', 'through memory');
    open my $file, '+<', 'mapped'; open my $source, '<', 'source';
    my $at = syscall MMAP, 0, 4096, 3, 1, fileno $file, 0;
    syscall READ, fileno $source, $at, 14; my $seen = unpack 'P14', pack 'Q', $at;
    syscall MUNMAP, $at, 4096; "$seen|" . substr(get('mapped'), 0, 16);
  },
  # Another process is kept out, waits, and gets in: flock, and fcntl's locks.
  locks => sub {
    put('lock', ''); my @said;
    for my $kind (\&whole, \&record) {
      pipe my $out, my $in; pipe my $go, my $start; open my $mine, '+<', 'lock'; $kind->($mine, 1, 1) or die $!;
      if (!(my $pid = fork)) {
        close $start; open my $its, '+<', 'lock'; syswrite $in, $kind->($its, 1, 0) ? 'in ' : 'out ';
        syswrite $in, $kind->($its, 1, 1) ? 'then in' : "failed $!"; exit;
      }
      close $in; sysread $out, my $first, 4; select undef, undef, undef, 0.1; $kind->($mine, 0, 1);
      sysread $out, my $then, 20; wait; push @said, "$first$then";
    }
    join '; ', @said;
  },
  many => sub {
    my $count = shift; mkdir 'many'; for my $at (0 .. $count - 1) { my $in = 'many/' . int($at / 1000); mkdir $in unless $at % 1000; put("$in/$at", $at) }
    my ($found, $sum) = (0, 0);
    for my $in (glob 'many/*') { opendir my $folder, $in; for (readdir $folder) { next if /^\./; $found++; $sum += get("$in/$_") } }
    "$found $sum";
  },
  large => sub {
    my $size = shift; my $piece = join '', map { pack 'N', $_ } 0 .. 262143;
    open my $file, '+>', 'large'; for (1 .. $size) { syswrite $file, $piece } seek $file, 0, 0;
    my $same = 0; while (sysread $file, my $read, length $piece) { $same++ if $read eq $piece } $same;
  },
  # Everything that inotify tells of a folder and a file in it, until a name is among it.
  watch => sub {
    my ($until, $seconds) = @_; my $fd = syscall INOTIFY_INIT, 0; my $path = '/w/watched'; syscall INOTIFY_ADD, $fd, $path, 0x3c6;
    syscall INOTIFY_ADD, $fd, my $deep = '/w/watched/deep', 0x3c6;
    print "watching\n"; open my $events, '<&=', $fd; my %seen;
    local $SIG{ALRM} = sub { die "nothing\n" }; alarm $seconds;
    while (sysread $events, my $all, 65536) {
      while (length $all) {
        my (undef, $mask, undef, $size) = unpack 'iIII', $all; my $name = unpack 'Z*', substr $all, 16, $size; $all = substr $all, 16 + $size;
        $seen{($name eq '' ? '.' : $name) . ($mask & 2 ? ' modified' : $mask & 4 ? ' attributes' : " $mask")} = 1;
      }
      last if grep { $_ eq $until } keys %seen;
    }
    alarm 0; join ', ', sort keys %seen;
  },
  look => sub { join ' ', map { -e $_ ? 'there' : 'not' } @_ },
);
while (<STDIN>) { chomp; my ($task, @words) = split /\t/; print eval { $tasks{$task}->(@words) } // "died: $@", "\n" }
sub put { open my $file, '>', $_[0] or die "$_[0]: $!"; print $file $_[1]; close $file or die $! }
sub get { open my $file, '<', $_[0] or die "$_[0]: $!"; local $/; my $text = <$file>; $text }
sub whole { my ($file, $take, $wait) = @_; flock $file, $take ? 2 | ($wait ? 0 : 4) : 8 }
sub record { my ($file, $take, $wait) = @_; fcntl $file, $wait ? 7 : 6, pack 's s x4 q q l x4', $take ? 1 : 2, 0, 0, 0, 0 }
`;

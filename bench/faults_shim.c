/* Reads that go wrong, and memory that is not there: loaded before a program's libraries (LD_PRELOAD).
 *
 * FAULTS_IN     only files in this folder are counted
 * FAULTS_READS  a file that gets a line for each of their reads: number, bytes asked for, bytes got, path
 * FAULTS_READ   NUMBER HOW MUCH: what the read of this number does
 *                 short K  gives no more than K bytes, as the system may at any time
 *                 end 0    the file ends here, and for every later read of it
 *                 flip K   a bit of the K-th byte is another on its way
 *                 io 0     it fails: EIO
 * FAULTS_FROM   memory is counted once a path that holds this text is opened
 * FAULTS_MEMORY NUMBER HOW MANY: so many allocations from this one on fail; 0 0 fails none, and counts
 * FAULTS_COUNT  a file that gets the number of allocations at the end
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);

static ssize_t (*real_read)(int, void *, size_t);
static ssize_t (*real_pread)(int, void *, size_t, off64_t);
static int (*real_open)(const char *, int, ...);
static const char *folder, *from, *count_file;
static int reads_log = -1, seen_reads, ended = -1, counting;
static long wrong_read, much, wrong_memory, many, seen_memory;
static char how;

static void say(int file, const char *text, int length) { if (write(file, text, length) < 0) return; }

__attribute__((constructor)) static void begin(void) {
    real_read = dlsym(RTLD_NEXT, "read");
    real_pread = dlsym(RTLD_NEXT, "pread64");
    real_open = dlsym(RTLD_NEXT, "open64");
    folder = getenv("FAULTS_IN");
    from = getenv("FAULTS_FROM");
    count_file = getenv("FAULTS_COUNT");
    const char *log = getenv("FAULTS_READS"), *read_at = getenv("FAULTS_READ"), *memory = getenv("FAULTS_MEMORY");
    char word[16] = "";
    if (log) reads_log = real_open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (read_at && sscanf(read_at, "%ld %15s %ld", &wrong_read, word, &much) == 3) how = word[0];
    if (memory) sscanf(memory, "%ld %ld", &wrong_memory, &many);
    unsetenv("LD_PRELOAD"); /* what it starts is another program */
}

__attribute__((destructor)) static void end(void) {
    char text[32];
    if (!count_file || !from) return;
    counting = 0;
    int file = real_open(count_file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (file >= 0) { say(file, text, snprintf(text, sizeof text, "%ld\n", seen_memory)); close(file); }
}

/* ---------------------------------------------------------------------- reads */

static ssize_t got(int file, void *into, size_t asked, off64_t at, int has_place) {
    char link[32], path[4096];
    ssize_t length = -1;
    if (folder) {
        snprintf(link, sizeof link, "/proc/self/fd/%d", file);
        length = readlink(link, path, sizeof path - 1);
    }
    if (length > 0) path[length] = 0;
    if (length <= 0 || strncmp(path, folder, strlen(folder)))
        return has_place ? real_pread(file, into, asked, at) : real_read(file, into, asked);
    int number = ++seen_reads, hit = number == wrong_read, cut = hit && how == 's' && (size_t)much < asked;
    if (hit && how == 'i') { errno = EIO; return -1; }
    size_t wanted = cut ? (size_t)much : asked;
    if (hit && how == 'e') ended = file;
    ssize_t found = ended == file && how == 'e' ? 0
        : has_place ? real_pread(file, into, wanted, at) : real_read(file, into, wanted);
    if (hit && how == 'f' && found > 0) ((unsigned char *)into)[much % found] ^= 1 << much % 8;
    if (reads_log >= 0) {
        char line[4200];
        say(reads_log, line, snprintf(line, sizeof line, "%d\t%zu\t%zd\t%s\n", number, asked, found, path));
    }
    return found;
}

ssize_t read(int file, void *into, size_t asked) { return got(file, into, asked, 0, 0); }
ssize_t pread(int file, void *into, size_t asked, off_t at) { return got(file, into, asked, at, 1); }
ssize_t pread64(int file, void *into, size_t asked, off64_t at) { return got(file, into, asked, at, 1); }

static int opened(const char *path, int flags, mode_t mode) {
    if (from && !counting && strstr(path, from)) counting = 1;
    return real_open(path, flags, mode);
}

int open(const char *path, int flags, ...) {
    va_list rest; va_start(rest, flags); mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; va_end(rest);
    return opened(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    va_list rest; va_start(rest, flags); mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; va_end(rest);
    return opened(path, flags, mode);
}

/* ---------------------------------------------------------------------- memory */

static int none_left(void) {
    if (!counting) return 0;
    long number = ++seen_memory;
    if (!many || number < wrong_memory || number >= wrong_memory + many) return 0;
    errno = ENOMEM;
    return 1;
}

void *malloc(size_t size) { return none_left() ? NULL : __libc_malloc(size); }
void *calloc(size_t count, size_t size) { return none_left() ? NULL : __libc_calloc(count, size); }
void *realloc(void *old, size_t size) { return none_left() ? NULL : __libc_realloc(old, size); }

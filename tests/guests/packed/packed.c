/* Reads the files that guest.toml declares, writes over one of them, and takes them away. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINES = 20000, BYTES = 108890 };

static unsigned failures;

static void check(int holds, const char *what, int line) {
    if (holds)
        return;
    failures++;
    fprintf(stderr, "packed.c:%d: not so: %s\n", line, what);
}

#define CHECK(condition) check(condition, #condition, __LINE__)

static int has(const char *path, const char *text) {
    char line[64] = "";
    FILE *file = fopen(path, "r");

    return file != NULL && fgets(line, sizeof line, file) != NULL && strcmp(line, text) == 0 && fclose(file) == 0;
}

static void check_kinds(void) {
    struct stat status;
    char target[32] = "";

    CHECK(has("/etc/motd", "hello\n") && has("/data/sub/a b\"c\\d", "hi \"there\"\n"));
    CHECK(stat("/data/numbers", &status) == 0 && status.st_size == BYTES && status.st_mode == (S_IFREG | 0644));
    CHECK(status.st_blocks == 0 && status.st_uid == 0); /* it takes no memory but the image's */
    CHECK(stat("/data/run", &status) == 0 && status.st_mode == (S_IFREG | 0755));
    CHECK(stat("/data/sub/empty", &status) == 0 && status.st_mode == (S_IFDIR | 0755) && status.st_nlink == 2);
    CHECK(readlink("/data/sub/link", target, sizeof target) == 10 && strcmp(target, "../numbers") == 0);
    CHECK(access("/tmp", F_OK) == 0 && access("/dev/null", F_OK) == 0);
}

static void check_content(void) {
    FILE *file = fopen("/data/sub/link", "r");
    long number, wanted = 0;

    while (fscanf(file, "%ld", &number) == 1 && number == wanted)
        wanted++;
    CHECK(wanted == LINES && fclose(file) == 0);
}

static void check_writing(void) {
    struct stat status;
    char bytes[16] = "";
    int file = open("/data/numbers", O_RDWR);

    CHECK(pwrite(file, "XYZ", 3, 5000) == 3 && pread(file, bytes, 9, 4997) == 9);
    CHECK(memcmp(bytes + 3, "XYZ", 3) == 0 && bytes[0] != 0 && bytes[6] != 0);
    CHECK(fstat(file, &status) == 0 && status.st_size == BYTES && status.st_blocks == 4);
    CHECK(ftruncate(file, 10000) == 0 && ftruncate(file, 20000) == 0 && pread(file, bytes, 2, 9999) == 2);
    CHECK(bytes[0] != 0 && bytes[1] == 0 && pread(file, bytes, 1, 19999) == 1 && bytes[0] == 0);
    CHECK(lseek(file, 0, SEEK_END) == 20000 && write(file, "end", 3) == 3 && close(file) == 0);
    CHECK(unlink("/data/numbers") == 0 && access("/data/sub/link", F_OK) < 0);
    CHECK(rename("/etc/motd", "/data/motd") == 0 && rmdir("/etc") == 0 && has("/data/motd", "hello\n"));
}

int main(void) {
    check_kinds();
    check_content();
    check_writing();
    if (failures == 0)
        printf("all as declared\n");
    return failures != 0;
}

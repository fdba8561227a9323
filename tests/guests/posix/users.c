/* Users and groups: none without the files that list them, then those that are listed. */
#include "check.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void write_file(const char *path, const char *text) {
    const int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

    CHECK(file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text) && close(file) == 0);
}

static void check_none(void) {
    struct passwd user, *found_user = &user;
    struct group group, *found_group = &group;
    char text[64];

    errno = 0;
    CHECK(getpwuid(0) == NULL && getpwnam("root") == NULL && getgrgid(0) == NULL && getgrnam("root") == NULL);
    CHECK(getpwuid_r(0, &user, text, sizeof text, &found_user) == 0 && found_user == NULL);
    CHECK(getgrgid_r(0, &group, text, sizeof text, &found_group) == 0 && found_group == NULL);
    CHECK(errno == 0);
    CHECK(getpwent() == NULL && errno == ENOENT);
    errno = 0;
    CHECK(getgrent() == NULL && errno == ENOENT);
}

static void check_user(const struct passwd *user) {
    CHECK(user != NULL && strcmp(user->pw_name, "ada") == 0 && user->pw_uid == 1000 && user->pw_gid == 100);
    CHECK(strcmp(user->pw_gecos, "Ada Lovelace,,,") == 0 && strcmp(user->pw_dir, "/home/ada") == 0);
    CHECK(strcmp(user->pw_shell, "") == 0 && strcmp(user->pw_passwd, "x") == 0);
}

static void check_listed_users(void) {
    struct passwd user, *found;
    char text[64];
    unsigned count = 0;

    write_file("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnot a user\nx:x:many:0::/:\ny:x:65536:0::/:\n"
                              "ada:x:1000:100:Ada Lovelace,,,:/home/ada:\nlast:x:7:7::/:/bin/false");
    check_user(getpwnam("ada"));
    check_user(getpwuid(1000));
    CHECK(getpwnam_r("ada", &user, text, sizeof text, &found) == 0 && found == &user);
    check_user(found);
    CHECK(getpwuid_r(1000, &user, text, 20, &found) == ERANGE && found == NULL);
    CHECK(getpwnam("ad") == NULL && getpwuid(1) == NULL && getpwuid(7) != NULL);
    for (setpwent(); getpwent() != NULL;)
        count++;
    CHECK(count == 3 && getpwent() == NULL);
    setpwent();
    CHECK(strcmp(getpwent()->pw_name, "root") == 0);
    endpwent();
}

static void check_group(const struct group *group) {
    CHECK(group != NULL && strcmp(group->gr_name, "staff") == 0 && group->gr_gid == 100);
    CHECK(strcmp(group->gr_mem[0], "ada") == 0 && strcmp(group->gr_mem[1], "root") == 0 && group->gr_mem[2] == NULL);
}

static void check_listed_groups(void) {
    struct group group, *found;
    char text[64];
    unsigned count = 0;

    write_file("/etc/group", "root:x:0:\nstaff:x:100:ada,root\n");
    check_group(getgrnam("staff"));
    check_group(getgrgid(100));
    /* The list of names has to be aligned wherever the buffer is, and to fit. */
    for (size_t from = 0; from < 8; from++)
        for (size_t room = 0; from + room <= sizeof text; room++) {
            const int error = getgrgid_r(100, &group, text + from, room, &found);

            CHECK(error == 0 || error == ERANGE);
            CHECK((error == 0) == (found == &group) && (error == 0 || room < 56));
            if (error == 0)
                check_group(found);
        }
    CHECK(getgrgid(0)->gr_mem[0] == NULL && getgrnam("none") == NULL);
    for (setgrent(); getgrent() != NULL;)
        count++;
    CHECK(count == 2);
    endgrent();
}

void check_users(void) {
    check_none();
    CHECK(mkdir("/etc", 0755) == 0);
    check_listed_users();
    check_listed_groups();
}

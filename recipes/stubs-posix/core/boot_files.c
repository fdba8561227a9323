#include "boot_files.h"

#include "complaints.h"
#include "packed_files.h"
#include "tree.h"

#include <guest/kernel.h>
#include <limits.h>
#include <stddef.h>
#include <string.h>

static const struct {
    const char *path;
    enum device device;
} devices[] = {
    {"/dev/null", DEVICE_NULL},       {"/dev/zero", DEVICE_ZERO},     {"/dev/full", DEVICE_FULL},
    {"/dev/console", DEVICE_CONSOLE}, {"/dev/tty", DEVICE_CONSOLE},   {"/dev/stdin", DEVICE_STDIN},
    {"/dev/stdout", DEVICE_STDOUT},   {"/dev/stderr", DEVICE_STDERR},
};

static struct node *made(struct node *root, const char *path, mode_t mode) {
    struct place place;

    if (stubs_walk(root, path, WALK_NAME, &place) < 0 || stubs_make(&place, mode) < 0)
        kernel_panic("no memory for the files that a guest begins with");
    return place.node;
}

struct node *stubs_boot_root(void) {
    struct node *root = stubs_node_new(S_IFDIR | 0755);

    if (root == NULL)
        kernel_panic("no memory for the root of the files");
    root->links = 2;
    root->directory.parent = root;
    return root;
}

static void point(struct node *link, const char *target, size_t length) {
    link->target = strndup(target, length);
    if (link->target == NULL)
        kernel_panic("no memory for the files that a guest begins with");
}

static void unpack(struct node *root, const struct packed_file *file) {
    struct node *node = made(root, file->path, file->mode);

    if (S_ISREG(file->mode))
        node->content =
            (struct content){.size = (off_t)file->size, .image = file->bytes, .image_size = (off_t)file->size};
    if (S_ISLNK(file->mode))
        point(node, file->bytes, file->size);
}

/*
 * What programs for Linux read to learn where they are: in the root by the name of the guest, beside what it
 * declares. The program itself is no file.
 */
static void make_proc(struct node *root) {
    const size_t length = strnlen(stubs_program_name, PATH_MAX - 2);
    char path[PATH_MAX] = "/";

    made(root, "/proc", S_IFDIR | 0555);
    made(root, "/proc/self", S_IFDIR | 0555);
    memcpy(path + 1, stubs_program_name, length);
    point(made(root, "/proc/self/exe", S_IFLNK | 0777), path, length + 1);
}

static bool is_there(struct node *root, const char *name) {
    return stubs_directory_find(&root->directory, name, strlen(name)) != NULL;
}

void stubs_boot_files(struct node *root) {
    for (const struct packed_file *file = stubs_packed_files; file->path != NULL; file++)
        unpack(root, file);
    if (!is_there(root, "tmp"))
        made(root, "/tmp", S_IFDIR | S_ISVTX | 0777);
    if (!is_there(root, "proc"))
        make_proc(root);
    made(root, "/dev", S_IFDIR | 0755);
    for (size_t i = 0; i < sizeof devices / sizeof *devices; i++)
        made(root, devices[i].path, S_IFCHR | 0666)->device = devices[i].device;
}

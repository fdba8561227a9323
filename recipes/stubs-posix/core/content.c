#include "content.h"

#include "page_pool.h"

#include <guest/kernel.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    PAGE = KERNEL_PAGE_SIZE,
    FAN_BITS = 6,
    FAN = 1 << FAN_BITS,
};

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

static bool is_beyond(const struct content *content, uint64_t index) {
    return index >> (FAN_BITS * content->height) != 0;
}

static size_t child_of(uint64_t index, unsigned level) {
    return index >> (FAN_BITS * (level - 1)) & (FAN - 1);
}

static char *find(const struct content *content, uint64_t index) {
    void *at = content->root;

    if (is_beyond(content, index))
        return NULL;
    for (unsigned level = content->height; at != NULL && level > 0; level--)
        at = ((void **)at)[child_of(index, level)];
    return at;
}

static bool grow(struct content *content, uint64_t index) {
    while (is_beyond(content, index)) {
        if (content->root != NULL) {
            void **root = calloc(FAN, sizeof *root);
            if (root == NULL)
                return false;
            root[0] = content->root;
            content->root = root;
        }
        content->height++;
    }
    return true;
}

static void copy_image(const struct content *content, off_t at, char *bytes, size_t count) {
    size_t there = 0;

    if (at < content->image_size) {
        there = least(count, (size_t)(content->image_size - at));
        memcpy(bytes, content->image + at, there);
    }
    memset(bytes + there, 0, count - there);
}

static char *make(struct content *content, uint64_t index) {
    void **link = &content->root;
    const off_t at = (off_t)(index * PAGE);

    if (!grow(content, index))
        return NULL;
    for (unsigned level = content->height; level > 0; level--) {
        if (*link == NULL)
            *link = calloc(FAN, sizeof *link);
        if (*link == NULL)
            return NULL;
        link = (void **)*link + child_of(index, level);
    }
    if (*link == NULL && (*link = stubs_page_new()) != NULL) {
        content->pages++;
        if (at < content->image_size)
            copy_image(content, at, *link, PAGE);
    }
    return *link;
}

size_t stubs_content_read(const struct content *content, off_t at, void *bytes, size_t count) {
    size_t done = 0;

    if (at >= content->size)
        return 0;
    count = least(count, (size_t)(content->size - at));
    while (done < count) {
        const size_t inside = (size_t)at % PAGE, piece = least(PAGE - inside, count - done);
        const char *page = find(content, (uint64_t)at / PAGE);

        if (page != NULL)
            memcpy((char *)bytes + done, page + inside, piece);
        else
            copy_image(content, at, (char *)bytes + done, piece);
        done += piece;
        at += (off_t)piece;
    }
    return done;
}

size_t stubs_content_write(struct content *content, off_t at, const void *bytes, size_t count) {
    size_t done = 0;

    while (done < count) {
        const size_t inside = (size_t)at % PAGE, piece = least(PAGE - inside, count - done);
        char *page = find(content, (uint64_t)at / PAGE);

        if (page == NULL && (page = make(content, (uint64_t)at / PAGE)) == NULL)
            break;
        memcpy(page + inside, (const char *)bytes + done, piece);
        done += piece;
        at += (off_t)piece;
    }
    if (done != 0 && at > content->size)
        content->size = at;
    return done;
}

/* Free what is below a node of `level` from the page `first` on; `base` is the first that it can have. */
static void *prune(struct content *content, void *node, unsigned level, uint64_t base, uint64_t first) {
    void **children = node;
    bool is_empty = true;

    if (level == 0 && base >= first) {
        stubs_page_free(node);
        content->pages--;
        return NULL;
    }
    if (level == 0)
        return node;
    for (uint64_t i = 0; i < FAN; i++) {
        const uint64_t from = base + (i << (FAN_BITS * (level - 1)));
        const uint64_t until = from + (UINT64_C(1) << (FAN_BITS * (level - 1)));

        if (children[i] != NULL && until > first)
            children[i] = prune(content, children[i], level - 1, from, first);
        is_empty = is_empty && children[i] == NULL;
    }
    if (!is_empty)
        return node;
    free(node);
    return NULL;
}

static void cut(struct content *content, off_t size) {
    const size_t inside = (size_t)size % PAGE;
    char *last = inside == 0 ? NULL : find(content, (uint64_t)size / PAGE);

    if (last != NULL)
        memset(last + inside, 0, PAGE - inside);
    if (content->root != NULL)
        content->root = prune(content, content->root, content->height, 0, ((uint64_t)size + PAGE - 1) / PAGE);
    if (content->root == NULL)
        content->height = 0;
    if (content->image_size > size)
        content->image_size = size;
}

void stubs_content_resize(struct content *content, off_t size) {
    if (size <= content->size)
        cut(content, size);
    content->size = size;
}

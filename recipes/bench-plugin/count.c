/*
 * Counts the instructions that each processor of a guest executes, and notes the counts when a processor first comes
 * to a mark. Options: `out=FILE`, `clock=FILE`, `cpus=N`, and `NAME=0xADDRESS` for each mark. `out` gets a line for
 * each mark that was reached, in that order, and one called `end`: the name, then the count of each processor.
 * `clock` gets the virtual nanoseconds from the first instruction to the last.
 */

#include "plugin.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CPUS = 64, MOST_MARKS = 32, CACHE_LINE = 64 };

struct counter {
    uint64_t instructions;
} __attribute__((aligned(CACHE_LINE)));

struct mark {
    const char *name;
    uint64_t address;
    int place;
    uint64_t counts[MOST_CPUS];
};

PLUGIN_EXPORT int qemu_plugin_version = PLUGIN_VERSION;

static struct counter counters[MOST_CPUS];
static struct mark marks[MOST_MARKS];
static int cpu_count = 1, mark_count, reached;
static const char *out_path, *clock_path;

static void count_one(unsigned int vcpu, void *data) {
    (void)data;
    counters[vcpu % MOST_CPUS].instructions++;
}

/* Runs before the instruction at the mark: the counts are of those before it, whichever way they are added up. */
static void note(unsigned int vcpu, void *data) {
    struct mark *mark = data;

    (void)vcpu;
    if (mark->place)
        return;
    mark->place = ++reached;
    for (int i = 0; i < cpu_count; i++)
        mark->counts[i] = counters[i].instructions;
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb) {
    size_t count = qemu_plugin_tb_n_insns(tb);

    (void)id;
    for (size_t i = 0; i < count; i++) {
        struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);

        for (int m = 0; m < mark_count; m++)
            if (marks[m].address == qemu_plugin_insn_vaddr(insn))
                qemu_plugin_register_vcpu_insn_exec_cb(insn, note, QEMU_PLUGIN_CB_NO_REGS, &marks[m]);
        /* Adding in the translated code is cheaper than a call, but knows only one counter. */
        if (cpu_count == 1)
            qemu_plugin_register_vcpu_insn_exec_inline(insn, QEMU_PLUGIN_INLINE_ADD_U64, &counters[0].instructions,
                                                       1);
        else
            qemu_plugin_register_vcpu_insn_exec_cb(insn, count_one, QEMU_PLUGIN_CB_NO_REGS, NULL);
    }
}

static void print_counts(FILE *out, const char *name, const uint64_t *counts) {
    fputs(name, out);
    for (int i = 0; i < cpu_count; i++)
        fprintf(out, " %" PRIu64, counts[i]);
    fputc('\n', out);
}

static FILE *opened(const char *path) {
    FILE *file = fopen(path, "w");

    if (!file)
        abort();
    return file;
}

static void closed(FILE *file) {
    if (fclose(file))
        abort();
}

static void ends(qemu_plugin_id_t id, void *data) {
    uint64_t last[MOST_CPUS];
    FILE *out = opened(out_path), *clock = opened(clock_path);

    (void)id;
    (void)data;
    fprintf(clock, "%" PRId64 "\n", qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL));
    closed(clock);
    for (int place = 1; place <= reached; place++)
        for (int m = 0; m < mark_count; m++)
            if (marks[m].place == place)
                print_counts(out, marks[m].name, marks[m].counts);
    for (int i = 0; i < cpu_count; i++)
        last[i] = counters[i].instructions;
    print_counts(out, "end", last);
    closed(out);
}

static int take_option(char *option) {
    char *value = strchr(option, '=');

    if (!value)
        return -1;
    *value++ = '\0';
    if (!strcmp(option, "out")) {
        out_path = strdup(value);
        return out_path ? 0 : -1;
    }
    if (!strcmp(option, "clock")) {
        clock_path = strdup(value);
        return clock_path ? 0 : -1;
    }
    if (!strcmp(option, "cpus")) {
        cpu_count = atoi(value);
        return cpu_count >= 1 && cpu_count <= MOST_CPUS ? 0 : -1;
    }
    if (mark_count == MOST_MARKS)
        return -1;
    marks[mark_count].name = strdup(option);
    marks[mark_count].address = strtoull(value, NULL, 0);
    return marks[mark_count++].name ? 0 : -1;
}

PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int count, char **options) {
    (void)info;
    for (int i = 0; i < count; i++)
        if (take_option(options[i])) {
            fprintf(stderr, "count: the option `%s` cannot be understood\n", options[i]);
            return -1;
        }
    if (!out_path || !clock_path) {
        fputs("count: no option `out`, or no `clock`\n", stderr);
        return -1;
    }
    qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
    qemu_plugin_register_atexit_cb(id, ends, NULL);
    return 0;
}

/* Regular expressions and patterns of names, as POSIX has them. The header stands alone. */
#include <regex.h>

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

static unsigned failures;

static const char *name_of(int error) {
    static const struct {
        int code;
        const char *name;
    } errors[] = {{REG_BADPAT, "BADPAT"},   {REG_ECOLLATE, "ECOLLATE"}, {REG_ECTYPE, "ECTYPE"},
                  {REG_EESCAPE, "EESCAPE"}, {REG_ESUBREG, "ESUBREG"},   {REG_EBRACK, "EBRACK"},
                  {REG_EPAREN, "EPAREN"},   {REG_EBRACE, "EBRACE"},     {REG_BADBR, "BADBR"},
                  {REG_ERANGE, "ERANGE"},   {REG_ESPACE, "ESPACE"},     {REG_BADRPT, "BADRPT"},
                  {REG_EMPTY, "EMPTY"},     {REG_NOMATCH, "no"}};

    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (errors[i].code == error)
            return errors[i].name;
    return "another error";
}

/* Add where a match or a group is: `-` for a group that has no part in the match. */
static void add_place(char *out, size_t size, regmatch_t at) {
    const size_t used = strlen(out);
    const char *const gap = used == 0 ? "" : " ";

    if (at.rm_so == -1)
        snprintf(out + used, size - used, "%s-", gap);
    else
        snprintf(out + used, size - used, "%s%d,%d", gap, (int)at.rm_so, (int)at.rm_eo);
}

/* Say what `pattern` finds in `text`: the places of the match and of its groups, or the name of the error. */
static void find(const char *pattern, int flags, const char *text, int how, char *out, size_t size) {
    regex_t compiled;
    regmatch_t at[10];
    int error = regcomp(&compiled, pattern, flags);

    if (error != 0) {
        snprintf(out, size, "%s", name_of(error));
        return;
    }
    error = regexec(&compiled, text, 10, at, how);
    if (error != 0 || (flags & REG_NOSUB) != 0)
        snprintf(out, size, "%s", error != 0 ? name_of(error) : "yes");
    else
        for (size_t i = 0; i <= compiled.re_nsub; i++)
            add_place(out, size, at[i]);
    regfree(&compiled);
}

static void check(int line, const char *pattern, int flags, const char *text, int how, const char *expected) {
    char gave[200] = "";

    find(pattern, flags, text, how, gave, sizeof gave);
    if (strcmp(gave, expected) == 0)
        return;
    failures++;
    fprintf(stderr, "line %d: `%s` in `%s`: %s instead of %s\n", line, pattern, text, gave, expected);
}

#define BASIC(pattern, text, expected) check(__LINE__, pattern, 0, text, 0, expected)
#define EXTENDED(pattern, text, expected) check(__LINE__, pattern, REG_EXTENDED, text, 0, expected)
#define WITH(flags, how, pattern, text, expected)                                                                    \
    check(__LINE__, pattern, REG_EXTENDED | (flags), text, how, expected)

static void check_basic(void) {
    BASIC("abc", "xabcy", "1,4");
    BASIC("a*b", "caaab", "1,5");
    BASIC("*a", "b*a", "1,3");
    BASIC("a+b", "aab a+b", "4,7");
    BASIC("^a.c$", "abc", "0,3");
    BASIC("a^b$c", "a^b$c", "0,5");
    BASIC("\\(a\\)\\(b*\\)", "xabb", "1,4 1,2 2,4");
    BASIC("\\(ab*\\)\\1", "abbabb", "0,6 0,3");
    BASIC("\\(a\\)\\1", "ab", "no");
    BASIC("a\\{2,3\\}", "aaaa", "0,3");
    BASIC("a\\{3\\}", "aa", "no");
    BASIC("[]a]*", "]a]b", "0,3");
    BASIC("[^]a]", "]ab", "2,3");
    BASIC("[a-c-]*", "a-cbd", "0,4");
    BASIC("\\.", "a.b", "1,2");
}

static void check_extended(void) {
    EXTENDED("a|ab|abc", "abcd", "0,3");
    EXTENDED("(a|ab)(c|bcd)(d*)", "abcd", "0,4 0,2 2,3 3,4");
    EXTENDED("(a*)(b|c)+", "aabcb", "0,5 0,2 4,5");
    EXTENDED("(a)|(b)", "b", "0,1 - 0,1");
    EXTENDED("x?y+z", "yyz", "0,3");
    EXTENDED("([0-9]+)-([0-9]+)", "tel 555-1234", "4,12 4,7 8,12");
    EXTENDED("^(([^:/?#]+):)?(//([^/?#]*))?([^?#]*)", "http://a.org/b", "0,14 0,5 0,4 5,12 7,12 12,14");
    EXTENDED("[[:alpha:]_][[:alnum:]_]*", "9 ab_1+", "2,6");
    EXTENDED("[[:space:]]+", "a \t\nb", "1,4");
    EXTENDED("[[:upper:][:digit:]]+", "aB1c", "1,3");
    EXTENDED("[[=a=]b]+", "cabd", "1,3");
    EXTENDED("(ab){1,2}", "ababab", "0,4 2,4");
    EXTENDED("a{0,1}b", "aab", "1,3");
    EXTENDED("(a|b)*c", "ababc", "0,5 3,4");
    EXTENDED("(.*)(.*)", "ab", "0,2 0,2 2,2");
    EXTENDED("\\(\\)\\[", "()[", "0,3");
    EXTENDED("()", "a", "0,0 0,0");
    EXTENDED("a()b", "ab", "0,2 1,1");
    EXTENDED("(a*)*", "b", "0,0 0,0");
    EXTENDED("(a*)+", "b", "0,0 0,0");
    EXTENDED("(a|b)*", "", "0,0 -");
}

static void check_flags(void) {
    WITH(REG_ICASE, 0, "aBc", "xAbC", "1,4");
    WITH(REG_ICASE, 0, "[a-c]+", "ABCD", "0,3");
    WITH(REG_NOSUB, 0, "(a)", "ba", "yes");
    WITH(REG_NEWLINE, 0, "^b$", "a\nb\nc", "2,3");
    WITH(REG_NEWLINE, 0, "a.b", "a\nb", "no");
    WITH(0, 0, "a.b", "a\nb", "0,3");
    WITH(REG_NEWLINE, 0, "[^x]", "\n", "no");
    WITH(0, REG_NOTBOL, "^a", "a", "no");
    WITH(0, REG_NOTEOL, "a$", "a", "no");
}

static void check_errors(void) {
    regex_t compiled;
    char text[100] = "", cut[4] = "";

    EXTENDED("(a", "", "EPAREN");
    EXTENDED("[a", "", "EBRACK");
    EXTENDED("a{2", "", "EBRACE");
    EXTENDED("a{3,2}", "", "BADBR");
    EXTENDED("[b-a]", "", "ERANGE");
    EXTENDED("[[:word:]]", "", "ECTYPE");
    EXTENDED("a\\", "", "EESCAPE");
    BASIC("\\(a\\)\\2", "", "ESUBREG");
    BASIC("\\(a", "", "EPAREN");
    int error = regcomp(&compiled, "(", REG_EXTENDED);
    size_t size = regerror(error, &compiled, text, sizeof text);
    if (size == strlen(text) + 1 && size >= 5 && regerror(error, &compiled, cut, sizeof cut) == size &&
        strlen(cut) == 3)
        return;
    failures++;
    fprintf(stderr, "regerror: %zu `%s` `%s`\n", size, text, cut);
}

/* What POSIX leaves open: empty branches are refused, and a backslash before a letter is that letter. */
static void check_what_is_newlibs(void) {
    EXTENDED("", "a", "EMPTY");
    EXTENDED("a||b", "a", "EMPTY");
    EXTENDED("(|a)", "a", "EMPTY");
    EXTENDED("\\w+", "a_ww", "2,4");
    EXTENDED("(a)\\1", "a1", "0,2 0,1");
    EXTENDED("*a", "a", "BADRPT");
    EXTENDED("a**", "a", "BADRPT");
}

static void check_names(void) {
    static const struct {
        const char *pattern, *name;
        int flags, expected;
    } all[] = {{"*.c", "main.c", 0, 0},
               {"*.c", "main.h", 0, FNM_NOMATCH},
               {"m??n.[ch]", "main.h", 0, 0},
               {"*", "a/b", 0, 0},
               {"*", "a/b", FNM_PATHNAME, FNM_NOMATCH},
               {"*/b", "a/b", FNM_PATHNAME, 0},
               {"*", ".hidden", FNM_PERIOD, FNM_NOMATCH},
               {"[!a-c]x", "dx", 0, 0},
               {"[!a-c]x", "bx", 0, FNM_NOMATCH},
               {"\\*", "*", 0, 0},
               {"\\*", "\\a", FNM_NOESCAPE, 0},
               {"[", "[", 0, 0}};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (fnmatch(all[i].pattern, all[i].name, all[i].flags) == all[i].expected)
            continue;
        failures++;
        fprintf(stderr, "fnmatch: `%s` and `%s`\n", all[i].pattern, all[i].name);
    }
}

int main(void) {
    check_basic();
    check_extended();
    check_flags();
    check_errors();
    check_what_is_newlibs();
    check_names();
    if (failures != 0)
        return 1;
    printf("matched as POSIX has it\n");
    return 0;
}

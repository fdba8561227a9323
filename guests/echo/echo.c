/* Reads the console by lines until Ctrl-D, says each back in capitals, and counts. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

int main(void) {
    char line[256];
    unsigned long lines = 0, bytes = 0;

    while (fgets(line, sizeof line, stdin) != NULL) {
        bytes += strlen(line);
        if (strchr(line, '\n') != NULL)
            lines++;
        for (char *at = line; *at != '\0'; at++)
            *at = (char)toupper((unsigned char)*at);
        fputs(line, stdout);
    }
    if (ferror(stdin)) {
        perror("echo");
        return 1;
    }
    printf("%lu lines, %lu bytes\n", lines, bytes);
    return 0;
}

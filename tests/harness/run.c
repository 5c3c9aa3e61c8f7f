/* The program as a script runs it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

void run_drop(Run *run)
{
    strbuf_clear(&run->out);
    strbuf_clear(&run->err);
}

const char *get_program(void)
{
    const char *program = getenv("PIYUE");
    return program ? program : "piyue";
}

pid_t run_start(const Seat *seat, int out, int err, char *const *arguments)
{
    const char *program = get_program();
    char *argv[24] = {(char *)program, "--library", seat->library};
    size_t count = 3;
    while (*arguments)
        argv[count++] = *arguments++;
    pid_t pid = fork();
    if (pid == 0) {
        int nothing = open("/dev/null", O_RDONLY);
        dup2(nothing, STDIN_FILENO);
        dup2(out, STDOUT_FILENO);
        dup2(err, STDERR_FILENO);
        if (seat->is_nobody)
            pty_become_nobody();
        execvp(program, argv);
        _exit(127);
    }
    return pid;
}

int run_reap(pid_t pid)
{
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void run_take_output(FILE *file, StrBuf *out)
{
    Error err = {0};
    strbuf_append_text(out, "");
    rewind(file);
    assert_true(file_read_fd(fileno(file), "output", (size_t)1 << 24, out, &err));
    fclose(file);
}

Run run(const Seat *seat, char *const *arguments)
{
    FILE *out = tmpfile(), *err = tmpfile();
    Run run = {0};
    assert_true(out && err);
    run.status = run_reap(run_start(seat, fileno(out), fileno(err), arguments));
    run_take_output(out, &run.out);
    run_take_output(err, &run.err);
    return run;
}

char *run_output(const Seat *seat, char *const *arguments)
{
    Run one = run(seat, arguments);
    if (one.status != 0)
        fail_msg("%s ended with %d: %s", arguments[0], one.status, one.err.data);
    strbuf_clear(&one.err);
    return strbuf_detach(&one.out);
}

void run_ends(const Seat *seat, int status, const char *words, char *const *arguments)
{
    Run one = run(seat, arguments);
    if (one.status != status || !strstr(one.err.data, words))
        fail_msg("%s ended with %d, “%s” without “%s”", arguments[0], one.status,
                 one.err.data, words);
    assert_null(strstr(one.err.data, "locked")); /* words of SQLite's */
    run_drop(&one);
}

size_t count_rows(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += *text == '\n';
    return count;
}

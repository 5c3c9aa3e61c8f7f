/* The terminal driver on a pseudo-terminal, while the library changes without an end.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/tui.h>

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#define DEADLINE_US 30000000 /* only what fails takes it */

/* As work does that looks for Esc between its steps. True when that came as a key. */
static bool look_for_escape(Term *term)
{
    int64_t until_us = time_monotonic_us() + DEADLINE_US;
    while (time_monotonic_us() < until_us) {
        while (term->ops->has_pending(term)) {
            Event event = term->ops->read_event(term, 0);
            if (event.kind == EVENT_NONE)
                break;
            if (event.kind == EVENT_KEY && event.key.code == KEY_ESCAPE)
                return true;
        }
        usleep(1000);
    }
    return false;
}

/* The child: `name` is its terminal, and what is watched can always be read. */
static int run_in(const char *name)
{
    Error err = {0};
    Settings settings;
    Theme theme;
    int changes[2];
    setsid();
    int fd = open(name, O_RDWR);
    if (fd < 0 || ioctl(fd, TIOCSCTTY, 0) != 0 || pipe(changes) != 0 ||
        write(changes[1], "x", 1) != 1)
        return 2;
    dup2(fd, STDIN_FILENO);
    dup2(fd, STDOUT_FILENO);
    setenv("TERM", "xterm", 1);
    setenv("XDG_STATE_HOME", "/nonexistent", 1);
    settings_init(&settings);
    theme_init_default(&theme);
    Term *term = term_tty_new(&settings, &theme, &err);
    if (!term)
        return 3;
    term->ops->set_watch(term, changes[0]);
    if (write(STDOUT_FILENO, "!", 1) != 1) /* it listens */
        return 4;
    bool is_found = look_for_escape(term);
    term->ops->free(term);
    return is_found ? 0 : 1;
}

/* Types Esc when the program listens, and takes what it writes. */
static void type_escape(int master)
{
    char bytes[4096];
    bool is_typed = false;
    while (read(master, bytes, sizeof(bytes)) > 0) {
        if (!is_typed)
            assert_int_equal(write(master, "\x1B", 1), 1);
        is_typed = true;
    }
    assert_true(is_typed);
}

static void a_lone_escape_is_a_key_while_the_library_changes(void **state)
{
    (void)state;
    int master = posix_openpt(O_RDWR | O_NOCTTY), status = 0;
    assert_true(master >= 0);
    assert_int_equal(grantpt(master), 0);
    assert_int_equal(unlockpt(master), 0);
    const char *name = ptsname(master);
    assert_non_null(name);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(run_in(name));
    type_escape(master);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    close(master);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lone_escape_is_a_key_while_the_library_changes),
    };
    return cmocka_run_group_tests_name("tui_tty", tests, NULL, NULL);
}

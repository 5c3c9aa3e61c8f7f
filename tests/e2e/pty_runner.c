/* Plays the scripts of tests/golden on the real program in a real terminal.
 *
 *   pty_runner [NAME…]
 *
 * Each dump of the script is waited for, until a deadline; nothing sleeps. Waiting is
 * most of it, so several are played at once. SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../harness/golden.h"
#include "../harness/pty.h"

#define PUMP_US 100000

typedef struct Player {
    Pty pty;
    GoldenPlay play;
    bool is_started;
    StrBuf config;
    char *home;
} Player;

/* Keys before that are the line discipline's: it takes ^S for itself. */
static bool player_await_screen(Player *player)
{
    int64_t deadline = time_monotonic_us() + PTY_DEADLINE_US;
    while (!player->pty.is_alternate && time_monotonic_us() < deadline &&
           pty_pump(&player->pty, PUMP_US))
        ;
    return player->pty.is_alternate;
}

/* Several files: brought in beforehand, since the shelf would say what became of them. */
static bool player_import(char *const argv[])
{
    int status = -1;
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        int sink = open("/dev/null", O_WRONLY);
        dup2(sink, STDOUT_FILENO);
        dup2(sink, STDERR_FILENO);
        execvp(argv[0], argv);
        _exit(127);
    }
    return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

static bool player_start(Player *player, const Golden *golden, Str files)
{
    const char *program = getenv("PIYUE");
    char *config = path_join(player->home, "piyuerc");
    char *library = path_join(player->home, "piyue");
    char *argv[40] = {(char *)(program ? program : "piyue"),
                      "--config",
                      config,
                      "--library",
                      library,
                      "import"};
    char **opened = argv + 5, **paths = opened + 1;
    size_t count = 0;
    Error err = {0};
    while (files.data && count < 32) {
        Str name = str_split(&files, ' ');
        paths[count] =
            name.len ? golden_place_file(golden, player->home, name, &err) : NULL;
        count += paths[count] != NULL;
    }
    setenv("TERM", "xterm-256color", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    /* Whoever runs the tests: the screens name one author. */
    strbuf_append_text(&player->config, "set author tester\n");
    player->is_started = file_write_atomic(config, strbuf_get(&player->config), &err) &&
                         (count < 2 || player_import(argv));
    *opened = count == 1 ? paths[0] : NULL;
    char *first = paths[0];
    paths[0] = NULL;
    player->is_started = player->is_started && pty_start(&player->pty, argv) &&
                         player_await_screen(player);
    paths[0] = first;
    for (size_t i = 0; i < count; i++)
        free(paths[i]);
    free(config);
    free(library);
    error_clear(&err);
    return player->is_started;
}

static bool player_place(const Player *player, const Golden *golden, Str files)
{
    Error err = {0};
    bool is_placed = golden_fill_inbox(golden, player->home, files, &err);
    error_clear(&err);
    return is_placed;
}

static void player_dump(const Player *player, Str name, StrBuf *out)
{
    VTermPos cursor;
    vterm_state_get_cursorpos(vterm_obtain_state(player->pty.vterm), &cursor);
    script_append_heading(name, player->pty.is_cursor_visible ? cursor.row : -1,
                          cursor.col, out);
    pty_dump(&player->pty, out);
    golden_hide_times(out);
}

/* Until the screen is the expected one, or the deadline has passed. */
static bool player_await(Player *player, Str name, Str expected)
{
    int64_t deadline = time_monotonic_us() + PTY_DEADLINE_US;
    StrBuf found = {0};
    bool is_right = false, is_alive = true;
    while (!is_right && is_alive && time_monotonic_us() < deadline) {
        strbuf_reset(&found);
        player_dump(player, name, &found);
        is_right = str_is_equal(strbuf_get(&found), expected);
        if (!is_right)
            is_alive = pty_pump(&player->pty, PUMP_US);
    }
    if (!is_right) {
        printf("# screen %.*s%s\n", STR_ARG(name),
               is_alive ? "" : ": the program has ended");
        golden_print_difference(expected, strbuf_get(&found));
    } else {
        pty_settle(
            &player->pty); /* what the terminal answers comes before the next key */
    }
    strbuf_clear(&found);
    return is_right;
}

static bool player_expect(Player *player, const Golden *golden, Str dump)
{
    StrBuf name = {0}, expected = {0};
    Str rest = dump;
    golden_append_name(golden, &player->play, str_split(&rest, ' '), &name);
    golden_find_dump(golden, strbuf_get(&name), &expected);
    /* Styles are no text: they are compared headless alone. */
    bool is_right =
        rest.len || player_await(player, strbuf_get(&name), strbuf_get(&expected));
    strbuf_clear(&name);
    strbuf_clear(&expected);
    return is_right;
}

/* As SGR tells it. */
static void player_point(Pty *pty, const ScriptStep *step)
{
    static const int buttons[] = {
        [MOUSE_CLICK] = 0,     [MOUSE_DRAG] = 32,       [MOUSE_RELEASE] = 0,
        [MOUSE_WHEEL_UP] = 64, [MOUSE_WHEEL_DOWN] = 65,
    };
    StrBuf bytes = {0};
    strbuf_appendf(&bytes, "\033[<%d;%d;%d%c", buttons[step->mouse], step->columns,
                   step->rows, step->mouse == MOUSE_RELEASE ? 'm' : 'M');
    pty_send(pty, strbuf_get(&bytes));
    strbuf_clear(&bytes);
}

static bool player_step(Player *player, const Golden *golden, const ScriptStep *step)
{
    Pty *pty = &player->pty;
    switch (step->verb) {
    case SCRIPT_MATRIX:
        break;
    case SCRIPT_SET:
        strbuf_appendf(&player->config, "set %.*s\n", STR_ARG(step->argument));
        break;
    case SCRIPT_PLACE:
        return player_place(player, golden, step->argument);
    case SCRIPT_START:
        return player_start(player, golden, step->argument);
    case SCRIPT_SIZE:
        if (player->is_started) {
            pty_settle(pty);
            pty_resize(pty, step->rows, step->columns);
        }
        pty->rows = step->rows;
        pty->columns = step->columns;
        break;
    case SCRIPT_KEYS:
        pty_keys(pty, step->argument);
        break;
    case SCRIPT_TYPE:
        pty_send(pty, step->argument);
        break;
    case SCRIPT_PASTE:
        pty_send(pty, STR("\033[200~"));
        pty_send(pty, step->argument);
        pty_send(pty, STR("\033[201~"));
        break;
    case SCRIPT_MOUSE:
        player_point(pty, step);
        break;
    case SCRIPT_ACTION:
        pty_send(pty, STR(":"));
        pty_send(pty, step->argument);
        pty_send(pty, STR("\r"));
        break;
    case SCRIPT_DUMP:
        return player_expect(player, golden, step->argument);
    }
    return true;
}

static bool golden_play(const Golden *golden, const GoldenPlay *play)
{
    Player player = {.pty = {.rows = play->rows, .columns = play->columns},
                     .play = *play,
                     .home = golden_make_home()};
    bool is_good = player.home != NULL;
    if (play->width) {
        player.pty.is_wide = strcmp(play->width, "wide") == 0;
        strbuf_appendf(&player.config, "set ambiguous %s\n", play->width);
    }
    for (size_t i = 0; is_good && i < golden->script.count; i++)
        is_good = player_step(&player, golden, &golden->script.steps[i]);
    if (player.is_started && pty_hang_up(&player.pty) != 0) {
        printf("# it did not end well when its terminal was closed\n");
        is_good = false;
    }
    pty_clear(&player.pty);
    strbuf_clear(&player.config);
    if (player.home)
        golden_remove_home(player.home);
    return is_good;
}

/* ---- several at once ----------------------------------------------------- */

#define JOBS_AT_ONCE 6

/* One play of a script, in a process of its own that writes to `output`. */
typedef struct Job {
    Golden *golden;
    GoldenPlay play;
    pid_t pid;
    FILE *output;
    bool is_done, is_good;
} Job;

typedef struct Jobs {
    Job *rows; /* owned */
    size_t count, capacity, started, running;
} Jobs;

static void jobs_add(Jobs *jobs, Golden *golden)
{
    Job job = {.golden = golden};
    for (size_t i = 0; golden_get_play(golden, i, &job.play); i++) {
        jobs->rows =
            mem_grow(jobs->rows, &jobs->capacity, jobs->count + 1, sizeof(*jobs->rows));
        jobs->rows[jobs->count++] = job;
    }
}

static void job_start(Job *job)
{
    job->output = tmpfile();
    fflush(stdout);
    job->pid = job->output ? fork() : -1;
    if (job->pid == 0) {
        dup2(fileno(job->output), STDOUT_FILENO);
        bool is_good = golden_play(job->golden, &job->play);
        fflush(stdout);
        _exit(is_good ? 0 : 1);
    }
    job->is_done = job->pid < 0;
}

static void jobs_await_one(Jobs *jobs)
{
    int status = 0;
    pid_t pid = wait(&status);
    for (size_t i = 0; i < jobs->started; i++) {
        Job *job = &jobs->rows[i];
        if (pid <= 0 || job->pid != pid || job->is_done)
            continue;
        job->is_done = true;
        job->is_good = WIFEXITED(status) && WEXITSTATUS(status) == 0;
        jobs->running--;
    }
}

static void job_report(Job *job, size_t number)
{
    StrBuf name = {0};
    int byte = 0;
    if (job->output)
        rewind(job->output);
    while (job->output && (byte = fgetc(job->output)) != EOF)
        putchar(byte);
    if (job->output)
        fclose(job->output);
    golden_append_name(job->golden, &job->play, str_from(job->golden->name), &name);
    printf("%sok %zu - %s in a terminal\n", job->is_good ? "" : "not ", number,
           name.data);
    strbuf_clear(&name);
}

/* Gives the number of those that failed, reported in their order. */
static size_t jobs_run(Jobs *jobs)
{
    size_t failed = 0;
    for (size_t i = 0; i < jobs->count; i++) {
        while (jobs->started < jobs->count && jobs->running < JOBS_AT_ONCE) {
            Job *job = &jobs->rows[jobs->started++];
            job_start(job);
            jobs->running += !job->is_done;
        }
        while (!jobs->rows[i].is_done)
            jobs_await_one(jobs);
        job_report(&jobs->rows[i], i + 1);
        failed += !jobs->rows[i].is_good;
    }
    return failed;
}

static bool is_asked_for(const char *name, char **asked)
{
    bool is_any = *asked != NULL;
    while (*asked)
        if (strcmp(*asked++, name) == 0)
            return true;
    return !is_any;
}

int main(int argc, char **argv)
{
    const char *srcdir = getenv("srcdir");
    char *directory = path_join(srcdir ? srcdir : ".", "tests/golden");
    char **names = golden_list(directory);
    size_t count = 0, unread = 0;
    Golden *goldens = NULL;
    Jobs jobs = {0};
    (void)argc;
    signal(SIGPIPE, SIG_IGN);
    while (names[count])
        count++;
    goldens = mem_alloc((count + 1) * sizeof(*goldens));
    for (size_t i = 0; i < count; i++) {
        Error err = {0};
        if (!is_asked_for(names[i], argv + 1))
            continue;
        if (golden_read(&goldens[i], directory, names[i], &err)) {
            jobs_add(&jobs, &goldens[i]);
        } else {
            printf("# %s: %s\n", names[i], error_get_message(&err));
            unread++;
        }
        error_clear(&err);
    }
    size_t failed = jobs_run(&jobs);
    printf("1..%zu\n", jobs.count);
    for (size_t i = 0; i < count; i++) {
        golden_clear(&goldens[i]);
        free(names[i]);
    }
    free(goldens);
    free(jobs.rows);
    free(names);
    free(directory);
    return failed || unread ? 1 : 0;
}

/* Notes in the user's own editor.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/editor.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tui/signals.h"

/* Of what comes back; the library has a limit of its own, and says so. */
#define FILE_MAX_BYTES ((size_t)4 << 20)

extern char **environ;

const char *external_get_command(const Settings *settings)
{
    const char *names[] = {"VISUAL", "EDITOR"};
    if (settings->editor && *settings->editor)
        return settings->editor;
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return value;
    }
    return "vi";
}

/* The words of the command and the path: no shell ever sees a name. */
static char **external_get_argv(const char *command, const char *path, Arena *arena,
                                Error *err)
{
    Words words = {0};
    if (!lexer_split(str_from(command), arena, &words, err))
        return NULL;
    if (words.count == 0) {
        error_set(err, ERR_SETTINGS, "%s",
                  _("the editor is empty; set editor, or EDITOR"));
        return NULL;
    }
    char **argv = arena_alloc(arena, size_mul(words.count + 2, sizeof(char *)));
    for (size_t i = 0; i < words.count; i++)
        argv[i] = arena_dup(arena, words.items[i].data, words.items[i].len);
    argv[words.count] = arena_dup(arena, path, strlen(path));
    return argv;
}

/* The status it ended with. Where it stops (^Z), this program stops with it: the shell
 * would wait for us, and nobody had the terminal. */
static int external_await(pid_t pid)
{
    int status = 0;
    for (;;) {
        pid_t ended = waitpid(pid, &status, WUNTRACED);
        if (ended < 0 && errno == EINTR)
            continue;
        if (ended < 0 || !WIFSTOPPED(status))
            break;
        signals_stop_self();
        kill(pid, SIGCONT); /* where no shell could stop us, it goes on */
    }
    signals_forget(SIGNAL_STOP); /* it was meant for both, and has been obeyed */
    return status;
}

static bool external_run(char **argv, Error *err)
{
    posix_spawnattr_t attributes;
    sigset_t defaults;
    pid_t pid = 0;
    posix_spawnattr_init(&attributes);
    sigemptyset(&defaults);
    /* What this program ignores, an editor must not. */
    sigaddset(&defaults, SIGINT);
    sigaddset(&defaults, SIGQUIT);
    sigaddset(&defaults, SIGPIPE);
    sigaddset(&defaults, SIGXFSZ);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    int failure = posix_spawnp(&pid, argv[0], NULL, &attributes, argv, environ);
    posix_spawnattr_destroy(&attributes);
    if (failure)
        return error_set_system(err, ERR_ENVIRONMENT, failure, _("cannot start %s"),
                                argv[0]);
    int status = external_await(pid);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    return error_set(err, ERR_ENVIRONMENT, _("%s ended with a failure"), argv[0]);
}

/* The text as it came back, valid and with our line ends. */
static void external_take(StrBuf *text, Str raw)
{
    strbuf_reset(text);
    for (size_t off = 0; off < raw.len;) {
        char32_t codepoint = utf8_next(raw, &off);
        if (codepoint != '\r')
            strbuf_append_codepoint(text, codepoint);
    }
    while (text->len && text->data[text->len - 1] == '\n')
        text->data[--text->len] = '\0'; /* editors end a file with a line end */
}

/* What lies there now must be a plain file: an editor may leave anything. */
static bool external_read(const char *path, StrBuf *raw, Error *err)
{
    struct stat info;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 && errno != ELOOP)
        return error_set_system(err, ERR_INPUT, errno, _("%s cannot be opened"), path);
    bool is_plain = fd >= 0 && fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
    bool is_read =
        is_plain ? file_read_fd(fd, path, FILE_MAX_BYTES, raw, err)
                 : error_set(err, ERR_INPUT, _("%s is no plain file any more"), path);
    if (fd >= 0)
        close(fd);
    return is_read;
}

static bool external_edit_file(const char *command, const char *path, int fd,
                               StrBuf *text, Error *err)
{
    StrBuf raw = {0};
    Arena *arena = arena_new();
    char **argv = external_get_argv(command, path, arena, err);
    bool is_done = argv && file_write_fd(fd, path, strbuf_get(text), err) &&
                   external_run(argv, err) && external_read(path, &raw, err);
    if (is_done)
        external_take(text, strbuf_get(&raw));
    arena_free(arena);
    strbuf_clear(&raw);
    return is_done;
}

bool external_edit(const char *command, const char *directory, StrBuf *text, Error *err)
{
    char *path = path_join(directory, "note-XXXXXX.txt");
    int fd = mkostemps(path, (int)strlen(".txt"), O_CLOEXEC); /* mode 0600 */
    bool is_done = false;
    if (fd < 0) {
        error_set_system(err, ERR_ENVIRONMENT, errno, _("cannot make the file %s"), path);
    } else {
        is_done = external_edit_file(command, path, fd, text, err);
        close(fd);
        if (is_done)
            unlink(path);
        else
            error_context(err, _("the text is kept in %s"), path);
    }
    free(path);
    return is_done;
}

/* Plays every script of tests/golden headless and compares the screens.
 *
 *   golden_test [--bless] [NAME…]
 *
 * --bless writes the screens as they are now; read them before you commit them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/screen.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../harness/golden.h"

/* A program on one library, as `piyue FILE…` opens it. */
typedef struct Player {
    Settings settings;
    Theme theme;
    Library *library;
    Term *term;
    App *app;
    int rows, columns;
    StrBuf found;
} Player;

static bool player_import(Player *player, const Golden *golden, Str files, int64_t *doc,
                          size_t *count, Error *err)
{
    IntakeOptions options = {.import = {.limits = import_limits_default()}};
    Arena *arena = arena_new();
    const char *paths[32];
    size_t path_count = 0, failed = 0;
    int64_t *documents = NULL;
    while (files.data && path_count < ARRAY_SIZE(paths)) {
        Str name = str_split(&files, ' ');
        StrBuf path = {0};
        strbuf_appendf(&path, "%s/%.*s", golden->directory, STR_ARG(name));
        if (name.len)
            paths[path_count++] = arena_str(arena, strbuf_get(&path)).data;
        strbuf_clear(&path);
    }
    *count = 0;
    bool is_done = path_count == 0 ||
                   library_import_paths(player->library, paths, path_count, &options,
                                        NULL, NULL, &documents, count, &failed, err);
    *doc = *count ? documents[0] : 0;
    free(documents);
    arena_free(arena);
    return is_done;
}

static bool player_start(Player *player, const Golden *golden, Str files,
                         const char *home, Error *err)
{
    Report report = {0};
    char *directory = path_join(home, "piyue");
    int64_t doc = 0;
    size_t count = 0;
    translate_set_language(player->settings.language);
    bool is_done =
        library_open(&player->library, directory, STORE_READ_WRITE, &report, err) &&
        player_import(player, golden, files, &doc, &count, err);
    free(directory);
    report_clear(&report);
    if (!is_done)
        return false;
    library_set_author(player->library, "tester");
    player->term = term_headless_new(player->rows, player->columns,
                                     settings_get_width(&player->settings), (Str){0});
    AppOptions options = {player->library, &player->settings, &player->theme,
                          player->term};
    player->app = app_new(&options, err);
    if (!player->app)
        return false;
    View *view = count == 1 ? reader_new(player->app, doc, NULL, err)
                            : shelf_new(player->app, err);
    if (view)
        app_push(player->app, view);
    return view != NULL;
}

static bool player_set(Player *player, Str argument, Error *err)
{
    Str value = argument;
    Str name = str_split(&value, ' ');
    return settings_set(&player->settings, name, str_trim(value), err);
}

static bool player_step(Player *player, const Golden *golden, const ScriptStep *step,
                        const char *home, Error *err)
{
    if (step->verb == SCRIPT_SET)
        return player_set(player, step->argument, err);
    if (step->verb == SCRIPT_START)
        return player_start(player, golden, step->argument, home, err);
    if (step->verb == SCRIPT_SIZE && !player->app) {
        player->rows = step->rows;
        player->columns = step->columns;
        return true;
    }
    if (!player->app)
        return error_set(err, ERR_USAGE, "row %d stands before start", step->source_row);
    if (step->verb != SCRIPT_DUMP) {
        script_play(step, player->app, player->term);
        return true;
    }
    script_play(step, player->app, player->term); /* settles and paints */
    script_dump(step, player->term, &player->found);
    return true;
}

static void player_clear(Player *player)
{
    app_free(player->app);
    if (player->term)
        player->term->ops->free(player->term);
    library_close(player->library);
    theme_clear(&player->theme);
    settings_clear(&player->settings);
    strbuf_clear(&player->found);
}

static bool golden_check(const Golden *golden, Str found, bool is_blessing, Error *err)
{
    if (is_blessing)
        return file_write_atomic(golden->screen_path, found, err);
    if (!golden->has_expected)
        return error_set(err, ERR_NOT_FOUND, "%s is missing; --bless makes it",
                         golden->screen_path);
    if (str_is_equal(strbuf_get(&golden->expected), found))
        return true;
    golden_print_difference(strbuf_get(&golden->expected), found);
    return error_set(err, ERR_INPUT, "the screen is another");
}

static bool golden_play(const char *directory, const char *name, bool is_blessing)
{
    Golden golden = {0};
    Error err = {0};
    Player player = {.rows = 24, .columns = 80};
    settings_init(&player.settings);
    theme_init_default(&player.theme);
    char *home = golden_make_home();
    bool is_good = home && golden_read(&golden, directory, name, &err);
    for (size_t i = 0; is_good && i < golden.script.count; i++)
        is_good = player_step(&player, &golden, &golden.script.steps[i], home, &err);
    is_good =
        is_good && golden_check(&golden, strbuf_get(&player.found), is_blessing, &err);
    if (!is_good)
        printf("# %s: %s\n", name, error_get_message(&err));
    player_clear(&player);
    golden_clear(&golden);
    error_clear(&err);
    if (home)
        golden_remove_home(home);
    return is_good;
}

/* Each script in a process of its own: environment and language are its own, too. */
static bool golden_play_apart(const char *directory, const char *name, bool is_blessing)
{
    int status = 0;
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        bool is_good = golden_play(directory, name, is_blessing);
        fflush(stdout);
        exit(is_good ? 0 : 1);
    }
    return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
           WEXITSTATUS(status) == 0;
}

static bool is_asked_for(const char *name, char **asked)
{
    bool is_any = false;
    for (; *asked; asked++) {
        is_any = true;
        if (strcmp(*asked, name) == 0)
            return true;
    }
    return !is_any;
}

int main(int argc, char **argv)
{
    const char *srcdir = getenv("srcdir");
    char *directory = path_join(srcdir ? srcdir : ".", "tests/golden");
    bool is_blessing = argc > 1 && strcmp(argv[1], "--bless") == 0;
    char **asked = argv + (is_blessing ? 2 : 1);
    char **names = golden_list(directory);
    int count = 0, failed = 0;
    for (size_t i = 0; names[i]; i++) {
        if (is_asked_for(names[i], asked)) {
            bool is_good = golden_play_apart(directory, names[i], is_blessing);
            printf("%sok %d - %s\n", is_good ? "" : "not ", ++count, names[i]);
            failed += !is_good;
        }
        free(names[i]);
    }
    printf("1..%d\n", count);
    free(names);
    free(directory);
    return failed ? 1 : 0;
}

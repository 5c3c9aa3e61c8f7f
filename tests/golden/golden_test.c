/* Plays every script of tests/golden headless and compares the screens.
 *
 *   golden_test [--bless] [NAME…]
 *
 * --bless writes the screens as they are now; read them before you commit them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/intake.h>
#include <piyue/screen.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../harness/golden.h"
#include "../harness/screen_rules.h"

/* A program on one library, as `piyue FILE…` opens it. */
typedef struct Player {
    Settings settings;
    Theme theme;
    Library *library;
    Term *term;
    App *app;
    GoldenPlay play;
    int rows, columns;
    bool is_chinese;      /* whatever the script says; only the rules are looked at */
    StrBuf found, broken; /* screens, and the rules that they break */
} Player;

static bool player_import(Player *player, const Golden *golden, Str files,
                          const char *home, int64_t *doc, size_t *count, Error *err)
{
    IntakeOptions options = {.import = {.limits = import_limits_default()}};
    char *paths[32];
    size_t path_count = 0, failed = 0;
    int64_t *documents = NULL;
    bool is_done = true;
    while (is_done && files.data && path_count < ARRAY_SIZE(paths)) {
        Str name = str_split(&files, ' ');
        if (name.len)
            is_done = (paths[path_count] = golden_place_file(golden, home, name, err));
        path_count += is_done && name.len;
    }
    *count = 0;
    is_done =
        is_done &&
        (path_count == 0 ||
         library_import_paths(player->library, (const char *const *)paths, path_count,
                              &options, NULL, NULL, &documents, count, &failed, err));
    *doc = *count ? documents[0] : 0;
    free(documents);
    for (size_t i = 0; i < path_count; i++)
        free(paths[i]);
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
        library_open(&player->library, directory, STORE_READ_WRITE, &report, err);
    if (is_done) {
        library_set_author(player->library, "tester");
        is_done = player_import(player, golden, files, home, &doc, &count, err);
    }
    free(directory);
    report_clear(&report);
    if (!is_done)
        return false;
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
    if (player->is_chinese && str_is_equal(name, STR("language")))
        value = STR("zh_CN");
    return settings_set(&player->settings, name, str_trim(value), err);
}

static void player_dump(Player *player, const Golden *golden, const ScriptStep *step)
{
    StrBuf argument = {0};
    ScriptStep named = *step;
    Str rest = step->argument;
    Str name = str_split(&rest, ' ');
    golden_append_name(golden, &player->play, name, &argument);
    screen_rules_check(term_headless_get_frame(player->term), strbuf_get(&argument),
                       strbuf_get(&golden->content), &player->broken);
    strbuf_appendf(&argument, " %.*s", STR_ARG(rest));
    named.argument = strbuf_get(&argument);
    script_dump(&named, player->term, &player->found);
    strbuf_clear(&argument);
}

static bool player_step(Player *player, const Golden *golden, const ScriptStep *step,
                        const char *home, Error *err)
{
    if (step->verb == SCRIPT_SET)
        return player_set(player, step->argument, err);
    if (step->verb == SCRIPT_PLACE)
        return golden_fill_inbox(golden, home, step->argument, err);
    if (step->verb == SCRIPT_START)
        return player_start(player, golden, step->argument, home, err);
    if (step->verb == SCRIPT_MATRIX)
        return true;
    if (step->verb == SCRIPT_SIZE && !player->app) {
        player->rows = step->rows;
        player->columns = step->columns;
        return true;
    }
    if (!player->app)
        return error_set(err, ERR_USAGE, "row %d stands before start", step->source_row);
    if (!app_get_view(player->app))
        return error_set(err, ERR_USAGE, "row %d: the program has ended",
                         step->source_row);
    if (step->verb != SCRIPT_DUMP) {
        script_play(step, player->app, player->term);
        return true;
    }
    script_play(step, player->app, player->term); /* settles and paints */
    player_dump(player, golden, step);
    return true;
}

/* Appends the screens of one play, and what is wrong with them. */
static bool player_play(const Golden *golden, const GoldenPlay *play, bool is_chinese,
                        StrBuf *found, StrBuf *broken, Error *err)
{
    Player player = {.play = *play, .rows = play->rows, .columns = play->columns};
    char *home = golden_make_home();
    bool is_good = home != NULL;
    player.is_chinese = is_chinese;
    settings_init(&player.settings);
    theme_init_default(&player.theme);
    if (play->width)
        is_good = is_good && settings_set(&player.settings, STR("ambiguous"),
                                          str_from(play->width), err);
    for (size_t i = 0; is_good && i < golden->script.count; i++)
        is_good = player_step(&player, golden, &golden->script.steps[i], home, err);
    strbuf_append_str(found, strbuf_get(&player.found));
    strbuf_append_str(broken, strbuf_get(&player.broken));
    app_free(player.app);
    if (player.term)
        player.term->ops->free(player.term);
    library_close(player.library);
    theme_clear(&player.theme);
    settings_clear(&player.settings);
    strbuf_clear(&player.found);
    strbuf_clear(&player.broken);
    if (home)
        golden_remove_home(home);
    return is_good;
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

/* In Chinese the rules alone hold: its words may become better ones. */
static bool golden_play_chinese(const Golden *golden, StrBuf *broken, Error *err)
{
    StrBuf ignored = {0};
    GoldenPlay play;
    bool is_good = true;
    for (size_t i = 0; is_good && golden_get_play(golden, i, &play); i++)
        is_good = player_play(golden, &play, true, &ignored, broken, err);
    strbuf_clear(&ignored);
    return is_good;
}

static bool golden_play(const char *directory, const char *name, bool is_blessing)
{
    Golden golden = {0};
    StrBuf found = {0}, packed = {0}, broken = {0};
    Error err = {0};
    GoldenPlay play;
    bool is_good = golden_read(&golden, directory, name, &err);
    for (size_t i = 0; is_good && golden_get_play(&golden, i, &play); i++)
        is_good = player_play(&golden, &play, false, &found, &broken, &err);
    golden_hide_times(&found);
    golden_pack(&golden, strbuf_get(&found), &packed);
    is_good = is_good && golden_check(&golden, strbuf_get(&packed), is_blessing, &err) &&
              (!golden.is_matrix || golden_play_chinese(&golden, &broken, &err));
    if (!is_good)
        printf("# %s: %s\n", name, error_get_message(&err));
    if (broken.len)
        printf("%s", broken.data);
    is_good = is_good && broken.len == 0;
    strbuf_clear(&found);
    strbuf_clear(&packed);
    strbuf_clear(&broken);
    golden_clear(&golden);
    error_clear(&err);
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
    golden_remove_orphans();
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

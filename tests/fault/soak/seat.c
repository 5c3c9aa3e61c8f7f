/* The program as it is played: screens, keys, actions of the table, verbs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "soak.h"

#include <piyue/clean.h>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tui/app.h"
#include "tui/script.h"
#include "tui/term_headless.h"

#if defined(__GLIBC__)
#if __GLIBC_PREREQ(2, 33)
#include <malloc.h>
#define HAS_MALLINFO2 1
#endif
#endif

#define ROWS 30
#define COLUMNS 96
/* Views above each other before all are closed. */
#define SCREENS_MAX 12
#define ROWS_MAX 40 /* of a list that is looked through */

static int screens;

/* ---- open and closed ---------------------------------------------------- */

void seat_open_library(void)
{
    Report report = {0};
    Error err = {0};
    if (!library_open(&seat.library, soak->directory, STORE_READ_WRITE, &report, &err))
        soak_fail("%s", error_get_message(&err));
    library_set_author(seat.library, "木子");
    report_clear(&report);
}

void seat_close_library(void)
{
    library_close(seat.library);
    seat.library = NULL;
}

/* Drafts of notes that some action began would be offered, with their place selected. */
static void drop_drafts(void)
{
    Error err = {0};
    Arena *arena = arena_new();
    NoteDraft *drafts = NULL;
    size_t count = 0;
    soak_must(store_list_note_drafts(library_get_store(seat.library), arena, &drafts,
                                     &count, &err));
    for (size_t i = 0; i < count; i++)
        soak_must(library_drop_note_draft(seat.library, drafts[i].key, &err));
    arena_free(arena);
}

void seat_push(View *view, const Error *err)
{
    if (!view)
        soak_fail("%s", error_get_message(err));
    app_push(seat.app, view);
    screens++;
    play_keys("");
}

void seat_start(void)
{
    drop_drafts();
    Error err = {0};
    AppOptions options = {seat.library, &seat.settings, &seat.theme, seat.term};
    seat.app = app_new(&options, &err);
    soak_must(seat.app);
    screens = 0;
    seat_push(shelf_new(seat.app, &err), &err);
}

void seat_stop(void)
{
    app_free(seat.app);
    seat.app = NULL;
}

/* Prompts are left; where all screens were, too, or there are very many, the program is
 * started anew. */
static void settle_screens(void)
{
    play_keys("<Esc>");
    while (app_get_view(seat.app) && seat.app->prompt)
        play_keys("<Esc>");
    drop_drafts();
    if (app_get_view(seat.app) && screens < SCREENS_MAX)
        return;
    seat_stop();
    seat_start();
}

void seat_size(int rows, int columns)
{
    ScriptStep step = {.verb = SCRIPT_SIZE, .rows = rows, .columns = columns};
    script_play(&step, seat.app, seat.term);
}

/* ---- keys --------------------------------------------------------------- */

static void play(ScriptVerb verb, const char *argument)
{
    ScriptStep step = {.verb = verb, .argument = str_from(argument)};
    script_play(&step, seat.app, seat.term);
}

void play_keys(const char *keys)
{
    play(SCRIPT_KEYS, keys);
}

void play_text(const char *text)
{
    play(SCRIPT_TYPE, text);
}

void answer(const char *text)
{
    play_keys("<C-e><C-u>");
    play_text(text);
    play_keys("<Enter>");
}

void write_note(const char *text)
{
    play_keys("<C-Home>");
    for (int i = 0; i < 3; i++)
        play_keys("<C-k><C-d>");
    play_text(text);
    play_keys("<C-s>");
}

/* ---- actions ------------------------------------------------------------ */

static bool has_context(const View *view, Context context)
{
    bool has = context == CONTEXT_GLOBAL;
    for (size_t i = 0; i < view->ops->context_count; i++)
        has = has || view->ops->contexts[i] == context;
    return has;
}

bool seat_offers(ActionId id)
{
    const View *view = app_get_view(seat.app);
    const Action *action = action_get(id);
    unsigned needs = action->needs & (NEED_DOCUMENT | NEED_SELECTION | NEED_ITEM);
    return view && has_context(view, action->context) &&
           (view->ops->get_state(view) & needs) == needs;
}

static bool has_key(const Action *action, Str key)
{
    Str rest = str_from(action->keys);
    while (rest.len)
        if (str_is_equal(str_split(&rest, ' '), key))
            return true;
    return false;
}

/* On this screen the key may stand for something else. */
static bool is_own_key(ActionId id, Str key)
{
    const View *view = app_get_view(seat.app);
    for (size_t i = 0; i < ACTION_COUNT; i++) {
        const Action *other = action_get((ActionId)i);
        if (i != id && has_context(view, other->context) && has_key(other, key))
            return false;
    }
    return true;
}

/* One of its keys, by chance; none for those with an argument. */
static bool pick_key(ActionId id, char *key, size_t size)
{
    Str rest = str_from(action_get(id)->keys);
    uint32_t count = 0;
    while (rest.len) {
        Str one = str_split(&rest, ' ');
        bool is_usable =
            is_own_key(id, one) && str_find(one, STR("<Char>"), 0) == STR_NONE;
        if (is_usable && roll(++count) == 0)
            snprintf(key, size, "%.*s", STR_ARG(one));
    }
    return count > 0;
}

static void note_act(ActionId id)
{
    const Action *action = action_get(id);
    if (!seat_offers(id))
        soak_fail("%s cannot be done on this screen", action->name);
    soak->acts++;
    soak->played[id]++;
    if (getenv("SOAK_TELL"))
        fprintf(stderr, "    %s\n", action->name);
}

void act(ActionId id)
{
    char key[32];
    note_act(id);
    if (pick_key(id, key, sizeof(key)) && roll(4))
        play_keys(key);
    else
        play(SCRIPT_ACTION, action_get(id)->name);
}

void act_with(ActionId id, const char *keys)
{
    note_act(id);
    play_keys(keys);
}

/* ---- rows --------------------------------------------------------------- */

void append_row(int row, StrBuf *out)
{
    const Frame *frame = term_headless_get_frame(seat.term);
    strbuf_append_text(out, "");
    for (int i = 0; row >= 0 && i < frame->columns; i++) {
        const Cell *cell = frame_get_cell(frame, row, i);
        strbuf_append(out, cell->text, cell->len);
    }
}

bool is_on_row(const char *text)
{
    StrBuf row = {0};
    append_row(term_headless_get_frame(seat.term)->cursor_row, &row);
    bool is_there = strstr(row.data, text) != NULL;
    strbuf_clear(&row);
    return is_there;
}

void go_to_row(const char *text)
{
    act(ACTION_LIST_FIRST);
    for (int i = 0; i < ROWS_MAX && !is_on_row(text); i++)
        act(ACTION_LIST_DOWN);
    if (!is_on_row(text))
        soak_fail("no row says “%s”", text);
}

/* ---- screens ------------------------------------------------------------ */

/* In a text of its own, or in one of two that are side by side. */
void open_text(int doc, int block, uint32_t off)
{
    Error err = {0};
    Pos pos = {(uint32_t)block, off};
    settle_screens();
    soak->left[doc].is_known = false;
    seat_push(reader_new(seat.app, soak->ids[doc], &pos, &err), &err);
    if (roll(6) == 0)
        act(ACTION_SPLIT_SAME);
}

static void open_list(View *view, const Error *err)
{
    seat_push(view, err);
}

/* Some text that is read; there always is one. */
static int some_doc(void)
{
    int doc;
    do
        doc = model_pick_doc(model_now());
    while (doc < 0);
    return doc;
}

static void open_search(void)
{
    static const char *const queries[] = {"清淤", "巡查 专人", "水", "登记 OR 公开"};
    Error err = {0};
    open_list(search_new(seat.app, str_from(queries[roll(ARRAY_SIZE(queries))]), &err),
              &err);
}

/* The first pass that has places, if there is one. */
static void open_pass(void)
{
    for (int i = 0; i < CLEAN_RULE_COUNT && !seat_offers(ACTION_CLEANING_PARAGRAPH);
         i++) {
        act(ACTION_LIST_OPEN);
        if (!seat_offers(ACTION_CLEANING_PARAGRAPH))
            act(ACTION_LIST_DOWN);
    }
}

void open_context(Context context)
{
    Error err = {0};
    int doc = some_doc(), block;
    int64_t id = soak->ids[doc];
    if (context == CONTEXT_READER || context == CONTEXT_OUTLINE) {
        pick_body(&model_now()->docs[doc], &block);
        open_text(doc, block, 0);
        if (context == CONTEXT_OUTLINE) {
            act(ACTION_OUTLINE);
            if (seat_offers(ACTION_FOCUS_OUTLINE) && !seat_offers(ACTION_OUTLINE_DOWN))
                act(ACTION_FOCUS_OUTLINE);
        }
        return;
    }
    settle_screens();
    switch (context) {
    case CONTEXT_SHELF:
        open_list(shelf_new(seat.app, &err), &err);
        return;
    case CONTEXT_PASSAGES:
    case CONTEXT_EXPORTING:
        open_list(passages_new(seat.app, roll(2) ? id : 0, &err), &err);
        if (context == CONTEXT_EXPORTING)
            act(ACTION_PASSAGES_EXPORT);
        return;
    case CONTEXT_SEARCH:
    case CONTEXT_FACETS:
        open_search();
        if (context == CONTEXT_FACETS && seat_offers(ACTION_SEARCH_FACETS))
            act(ACTION_SEARCH_FACETS);
        return;
    case CONTEXT_SEARCHES:
        act(ACTION_KEPT_SEARCHES);
        return;
    case CONTEXT_TAGS:
        open_list(tags_new(seat.app, &err), &err);
        return;
    case CONTEXT_PARTICULARS:
        open_list(particulars_new(seat.app, id, &err), &err);
        return;
    case CONTEXT_EDITIONS:
    case CONTEXT_COMPARE:
        open_list(editions_new(seat.app, id, &err), &err);
        if (context == CONTEXT_COMPARE && seat_offers(ACTION_LIST_OPEN))
            act(ACTION_LIST_OPEN);
        return;
    case CONTEXT_LOG:
        act(ACTION_LOG);
        return;
    case CONTEXT_TRASHED:
        act(ACTION_TRASHED);
        return;
    case CONTEXT_SPOTS:
        act(ACTION_PLACES);
        return;
    case CONTEXT_CLEANING:
    case CONTEXT_CLEANING_PLACES:
        open_list(cleaning_new(seat.app, id, &err), &err);
        if (context == CONTEXT_CLEANING_PLACES)
            open_pass();
        return;
    case CONTEXT_GLOBAL:
    case CONTEXT_LIST:
    case CONTEXT_READER:
    case CONTEXT_OUTLINE:
    case CONTEXT_COUNT:
        return;
    }
}

/* ---- verbs -------------------------------------------------------------- */

char *number(int64_t value)
{
    static char room[8][24];
    static size_t next;
    char *text = room[next++ % ARRAY_SIZE(room)];
    snprintf(text, sizeof(room[0]), "%lld", (long long)value);
    return text;
}

void run_verb(char *const *arguments)
{
    const char *program = getenv("PIYUE");
    char *argv[20] = {(char *)(program ? program : "piyue"), "--library",
                      soak->directory};
    size_t count = 3;
    int status = 0;
    for (char *const *argument = arguments; *argument; argument++) {
        soak_must(count + 1 < ARRAY_SIZE(argv));
        argv[count++] = *argument;
    }
    clock_catch_up();
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        int nowhere = open("/dev/null", O_WRONLY);
        if (nowhere < 0 || dup2(nowhere, STDOUT_FILENO) < 0)
            _exit(126);
        execvp(argv[0], argv);
        _exit(127);
    }
    soak_must(waitpid(pid, &status, 0) == pid);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        soak_fail("piyue %s ended with %d", arguments[0], status);
    soak->verbs++;
}

long seat_memory_kib(void)
{
    StrBuf text = {0};
    Error err = {0};
    int64_t pages = 0;
    soak_must(file_read("/proc/self/statm", 4096, &text, &err));
    Str rest = strbuf_get(&text);
    str_split(&rest, ' ');
    soak_must(str_parse_int(str_split(&rest, ' '), &pages));
    strbuf_clear(&text);
    return (long)(pages * (sysconf(_SC_PAGESIZE) / 1024));
}

long seat_heap_kib(void)
{
#ifdef HAS_MALLINFO2
    struct mallinfo2 heap = mallinfo2();
    return (long)((heap.uordblks + heap.hblkhd) / 1024);
#else
    return 0;
#endif
}

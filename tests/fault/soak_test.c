/* A long day: random actions, keys and verbs on a library, against a model of what must
 * be.
 *
 * What is done to passages is done in three ways (keys in the reader, the library's door,
 * the program as a script runs it) and to the model as well; all other actions of the
 * table come in between and must change nothing. At each restart the library says what
 * the model says, and the reader shows the screen it was left with.
 *
 * SOAK_SECONDS (20) and SOAK_SEED (1); a failure names the step, the seed plays it again,
 * and SOAK_TELL=1 tells every step.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/intake.h>
#include <piyue/screen.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "../harness/golden.h"
#include "tui/script.h"
#include "tui/term_headless.h"

#define PASSAGES_MAX 60
#define HISTORY_MAX 240
#define PARAGRAPHS 12
/* What memory may grow by behind the first third of the day. */
#define GROWTH_MAX_KIB (24 * 1024)

static const char *const tag_names[] = {"甲", "乙", "丙", "丁"};
static const struct {
    const char *key, *style;
} colours[] = {{"cr", "red"}, {"cg", "green"}, {"cb", "blue"}, {"c-", ""}};

/* ---- the model ----------------------------------------------------------- */

typedef struct Passage {
    int64_t id;
    uint32_t block, start, end; /* bytes */
    unsigned tags;              /* bits of tag_names */
    char style[8], note[24];
    AnnotationStatus status;
    bool is_deleted;
} Passage;

typedef struct Model {
    Passage rows[PASSAGES_MAX];
    size_t count;
} Model;

typedef struct Soak {
    Model history[HISTORY_MAX]; /* the library at every change; `now` is how it is */
    size_t now, newest;
    Settings settings;
    Theme theme;
    Library *library;
    Document *document;
    Term *term;
    App *app;
    char *home, *directory;
    int64_t doc;
    uint32_t dice;
    uint64_t steps, edits, verbs, restarts;
} Soak;

/* With SOAK_TELL, what is done before it is done. */
static void soak_tell(const Soak *soak, const char *what)
{
    if (getenv("SOAK_TELL"))
        fprintf(stderr, "%llu %s\n", (unsigned long long)soak->steps, what);
}

static uint32_t roll(Soak *soak, uint32_t sides)
{
    soak->dice = soak->dice * 1664525u + 1013904223u;
    return (soak->dice >> 8) % sides;
}

/* The model as it will be after one more change. */
static Model *model_change(Soak *soak)
{
    if (soak->now + 1 == HISTORY_MAX) { /* the oldest half is never taken back */
        size_t half = HISTORY_MAX / 2;
        memmove(soak->history, soak->history + half, half * sizeof(soak->history[0]));
        soak->now -= half;
    }
    soak->history[soak->now + 1] = soak->history[soak->now];
    soak->newest = ++soak->now;
    soak->edits++;
    return &soak->history[soak->now];
}

/* Into one of the texts of a passage. */
#define set_text(to, from) snprintf(to, sizeof(to), "%s", from)

static Passage *model_find(Model *model, uint32_t block, uint32_t start, uint32_t end)
{
    for (size_t i = 0; i < model->count; i++) {
        Passage *row = &model->rows[i];
        if (!row->is_deleted && row->block == block && row->start == start &&
            row->end == end)
            return row;
    }
    return NULL;
}

static Passage *model_add(Model *model, uint32_t block, uint32_t start, uint32_t end)
{
    Passage *row = &model->rows[model->count++];
    *row = (Passage){.block = block, .start = start, .end = end};
    return row;
}

static int compare_rows(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Rows of text in their order, which frees them. */
static void append_sorted(StrBuf *out, char **rows, size_t count)
{
    strbuf_append_text(out, "");
    qsort(rows, count, sizeof(rows[0]), compare_rows);
    for (size_t i = 0; i < count; i++) {
        strbuf_append_text(out, rows[i]);
        free(rows[i]);
    }
    free(rows);
}

static void model_append(const Model *model, StrBuf *out)
{
    char **rows = mem_alloc_array(PASSAGES_MAX, sizeof(rows[0]));
    size_t count = 0;
    for (size_t i = 0; i < model->count; i++) {
        const Passage *row = &model->rows[i];
        StrBuf text = {0};
        if (row->is_deleted)
            continue;
        strbuf_appendf(&text, "%u:%u-%u [%s] [%s] %d", row->block, row->start, row->end,
                       row->style, row->note, (int)row->status);
        for (size_t j = 0; j < ARRAY_SIZE(tag_names); j++)
            if (row->tags & 1u << j)
                strbuf_appendf(&text, " #%s", tag_names[j]);
        strbuf_append_byte(&text, '\n');
        rows[count++] = strbuf_detach(&text);
    }
    append_sorted(out, rows, count);
}

/* The same, as the library has it; ids go to the model's rows. */
static void library_append(Soak *soak, StrBuf *out)
{
    Error err = {0};
    Arena *arena = arena_new();
    AnnotationFilter filter = {.status = -1};
    AnnotationList list = {0};
    assert_true(store_list_annotations(library_get_store(soak->library), &filter, arena,
                                       &list, &err));
    char **rows = mem_alloc_array(list.count + 1, sizeof(rows[0]));
    for (size_t i = 0; i < list.count; i++) {
        const Annotation *row = &list.rows[i];
        Range range = row->selector.range;
        StrBuf text = {0};
        strbuf_appendf(&text, "%u:%u-%u [%.*s] [%.*s] %d", range.start.block,
                       range.start.off, range.end.off, STR_ARG(row->style),
                       STR_ARG(row->note), (int)row->status);
        for (size_t j = 0; j < ARRAY_SIZE(tag_names); j++)
            for (size_t k = 0; k < row->tag_count; k++)
                if (str_is_equal(row->tags[k], str_from(tag_names[j])))
                    strbuf_appendf(&text, " #%s", tag_names[j]);
        strbuf_append_byte(&text, '\n');
        rows[i] = strbuf_detach(&text);
        Passage *passage = model_find(&soak->history[soak->now], range.start.block,
                                      range.start.off, range.end.off);
        if (passage)
            passage->id = row->id;
    }
    append_sorted(out, rows, list.count);
    arena_free(arena);
}

static void check_model(Soak *soak, const char *after)
{
    StrBuf wanted = {0}, found = {0};
    model_append(&soak->history[soak->now], &wanted);
    library_append(soak, &found);
    if (strcmp(wanted.data, found.data) != 0)
        fail_msg("step %llu, after %s: the library has\n%sand not\n%s",
                 (unsigned long long)soak->steps, after, found.data, wanted.data);
    strbuf_clear(&wanted);
    strbuf_clear(&found);
}

/* ---- the program ----------------------------------------------------------- */

static void play(Soak *soak, ScriptVerb verb, const char *argument)
{
    ScriptStep step = {.verb = verb, .argument = str_from(argument)};
    script_play(&step, soak->app, soak->term);
}

static void play_keys(Soak *soak, const char *keys)
{
    play(soak, SCRIPT_KEYS, keys);
}

/* Notes that some action began: the reader would offer them, with their passage selected.
 */
static void drop_drafts(Soak *soak)
{
    Error err = {0};
    Arena *arena = arena_new();
    NoteDraft *drafts = NULL;
    size_t count = 0;
    assert_true(store_list_note_drafts(library_get_store(soak->library), arena, &drafts,
                                       &count, &err));
    for (size_t i = 0; i < count; i++)
        assert_true(library_drop_note_draft(soak->library, drafts[i].key, &err));
    arena_free(arena);
}

static void app_start(Soak *soak)
{
    drop_drafts(soak);
    Error err = {0};
    AppOptions options = {soak->library, &soak->settings, &soak->theme, soak->term};
    soak->app = app_new(&options, &err);
    View *view = soak->app ? reader_new(soak->app, soak->doc, NULL, &err) : NULL;
    if (!view)
        fail_msg("%s", error_get_message(&err));
    app_push(soak->app, view);
    play_keys(soak, "");
}

static void app_stop(Soak *soak)
{
    app_free(soak->app);
    soak->app = NULL;
}

/* The text, as it is read: above the rows of messages and hints. */
static void append_screen(const Soak *soak, StrBuf *out)
{
    const Frame *frame = term_headless_get_frame(soak->term);
    strbuf_append_text(out, "");
    for (int row = 1; row + 2 < frame->rows; row++) {
        for (int column = 0; column < frame->columns; column++) {
            const Cell *cell = frame_get_cell(frame, row, column);
            strbuf_append(out, cell->text, cell->len);
        }
        strbuf_append_byte(out, '\n');
    }
    strbuf_appendf(out, "caret %d %d\n", frame->cursor_row, frame->cursor_column);
}

static void write_paper(const char *path)
{
    StrBuf text = {0};
    Error err = {0};
    strbuf_append_text(&text, "关于河湖管护的意见\n\n");
    for (int i = 0; i < PARAGRAPHS; i++) {
        if (i % 4 == 0)
            strbuf_appendf(&text, "%s、第%d件事\n\n",
                           (const char *[]){"一", "二", "三"}[i / 4], i / 4 + 1);
        strbuf_appendf(&text,
                       "各村要摸清家底%d回，一条河一本账。山塘虽小，连着千家万户的水田"
                       "，清淤之前要听取群众的意见，这是第%d段。\n\n",
                       i, i);
    }
    assert_true(file_write_atomic(path, strbuf_get(&text), &err));
    strbuf_clear(&text);
}

static void library_start(Soak *soak)
{
    Report report = {0};
    Error err = {0};
    if (!library_open(&soak->library, soak->directory, STORE_READ_WRITE, &report, &err))
        fail_msg("%s", error_get_message(&err));
    report_clear(&report);
}

static void soak_begin(Soak *soak, uint32_t seed)
{
    IntakeOptions options = {.import = {.limits = import_limits_default()}};
    Error err = {0};
    int64_t *documents = NULL;
    size_t count = 0, failed = 0;
    soak->home = golden_make_home();
    soak->directory = path_join(soak->home, "library");
    soak->dice = seed;
    char *path = path_join(soak->home, "paper.txt");
    const char *paths[] = {path};
    setenv("EDITOR", "true", 1);
    write_paper(path);
    settings_init(&soak->settings);
    theme_init_default(&soak->theme);
    library_start(soak);
    assert_true(library_import_paths(soak->library, paths, 1, &options, NULL, NULL,
                                     &documents, &count, &failed, &err) &&
                count == 1);
    soak->doc = documents[0];
    soak->document =
        store_open_document(library_get_store(soak->library), soak->doc, &err);
    assert_non_null(soak->document);
    soak->term = term_headless_new(30, 90, (WidthPolicy){AMBIGUOUS_NARROW}, (Str){0});
    app_start(soak);
    free(documents);
    free(path);
}

static void soak_end(Soak *soak)
{
    app_stop(soak);
    soak->term->ops->free(soak->term);
    document_free(soak->document);
    library_close(soak->library);
    theme_clear(&soak->theme);
    settings_clear(&soak->settings);
    golden_remove_home(soak->home);
    free(soak->directory);
}

/* ---- what is done ------------------------------------------------------------ */

/* The first sentence of a paragraph: what `s` takes at its start. */
static Span first_sentence(Soak *soak, uint32_t block)
{
    return sentence_at(document_get_text(soak->document, block), 0);
}

static uint32_t pick_paragraph(Soak *soak)
{
    for (;;) {
        uint32_t block = roll(soak, soak->document->block_count);
        if (document_get_text(soak->document, block).len > 60)
            return block;
    }
}

/* Puts the caret on the start of a block, all unfolded, whatever was open before. */
static void go_to(Soak *soak, uint32_t block)
{
    app_stop(soak);
    app_start(soak);
    play_keys(soak, "zRgg<Home>");
    StrBuf keys = {0};
    strbuf_append_text(&keys, "");
    for (uint32_t i = 0; i < block; i++)
        strbuf_append_byte(&keys, '}');
    play_keys(soak, keys.data);
    strbuf_clear(&keys);
}

static Passage *take_sentence(Soak *soak, uint32_t block)
{
    Model *model = model_change(soak);
    Span span = first_sentence(soak, block);
    Passage *row = model_find(model, block, (uint32_t)span.start, (uint32_t)span.end);
    return row ? row : model_add(model, block, (uint32_t)span.start, (uint32_t)span.end);
}

static void step_colour(Soak *soak)
{
    size_t colour = roll(soak, ARRAY_SIZE(colours));
    uint32_t block = pick_paragraph(soak);
    Span span = first_sentence(soak, block);
    const Passage *before = model_find(&soak->history[soak->now], block,
                                       (uint32_t)span.start, (uint32_t)span.end);
    go_to(soak, block);
    play_keys(soak, "s");
    play_keys(soak, colours[colour].key);
    if (before && strcmp(before->style, colours[colour].style) == 0)
        return; /* it is so already */
    set_text(take_sentence(soak, block)->style, colours[colour].style);
}

static void step_tag(Soak *soak)
{
    size_t tag = roll(soak, ARRAY_SIZE(tag_names));
    uint32_t block = pick_paragraph(soak);
    Span span = first_sentence(soak, block);
    const Passage *before = model_find(&soak->history[soak->now], block,
                                       (uint32_t)span.start, (uint32_t)span.end);
    if (before && before->tags & 1u << tag)
        return;
    go_to(soak, block);
    play_keys(soak, "st");
    play(soak, SCRIPT_TYPE, tag_names[tag]);
    play_keys(soak, "<Enter>");
    take_sentence(soak, block)->tags |= 1u << tag;
}

static void step_undo(Soak *soak)
{
    if (!soak->now)
        return;
    play_keys(soak, "<Esc>");
    app_stop(soak);
    app_start(soak);
    play_keys(soak, "u");
    soak->now--;
}

static void step_redo(Soak *soak)
{
    if (soak->now == soak->newest)
        return;
    app_stop(soak);
    app_start(soak);
    play_keys(soak, "<C-r>");
    soak->now++;
}

/* The program, as a script runs it while the reader is open. */
static void run_verb(Soak *soak, char *const *arguments)
{
    const char *program = getenv("PIYUE");
    char *argv[16] = {(char *)(program ? program : "piyue"), "--library",
                      soak->directory};
    size_t count = 3;
    int status = 0;
    for (char *const *argument = arguments; *argument; argument++)
        argv[count++] = *argument;
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        if (!freopen("/dev/null", "w", stdout))
            _exit(126);
        execvp(argv[0], argv);
        _exit(127);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("step %llu: %s ended with %d", (unsigned long long)soak->steps,
                 arguments[0], WEXITSTATUS(status));
    soak->verbs++;
}
#define VERB(soak, ...) run_verb(soak, (char *[]){__VA_ARGS__, NULL})

/* Behind the first sentence, where no key of ours marks anything. */
static void step_annotate(Soak *soak)
{
    Model *now = &soak->history[soak->now];
    uint32_t block = pick_paragraph(soak);
    Str text = document_get_text(soak->document, block);
    size_t from =
        utf8_count_codepoints(str_slice(text, 0, first_sentence(soak, block).end)) +
        roll(soak, 6);
    uint32_t start = (uint32_t)utf8_offset_of(text, from);
    uint32_t end = (uint32_t)utf8_offset_of(text, from + 2);
    char at[48], note[24];
    if (now->count == PASSAGES_MAX || model_find(now, block, start, end))
        return;
    snprintf(at, sizeof(at), "%u:%zu-%zu", block, from, from + 2);
    snprintf(note, sizeof(note), "批注 %u", roll(soak, 1000));
    VERB(soak, "annotate", "1", "--at", at, "--note", note, "--tag",
         (char *)tag_names[0]);
    Passage *row = model_add(model_change(soak), block, start, end);
    set_text(row->note, note);
    row->tags = 1;
}

static const Passage *pick_passage(Soak *soak)
{
    const Model *now = &soak->history[soak->now];
    const Passage *row = now->count ? &now->rows[roll(soak, (uint32_t)now->count)] : NULL;
    return row && !row->is_deleted ? row : NULL;
}

static void step_note(Soak *soak)
{
    static const char *const words[] = {"none", "open", "done"};
    const Passage *picked = pick_passage(soak);
    if (!picked)
        return;
    size_t index = (size_t)(picked - soak->history[soak->now].rows);
    char id[24], note[24];
    snprintf(id, sizeof(id), "%lld", (long long)picked->id);
    snprintf(note, sizeof(note), "改过 %u", roll(soak, 1000));
    AnnotationStatus status = (AnnotationStatus)roll(soak, 3);
    switch (roll(soak, 3)) {
    case 0:
        if (strcmp(picked->note, note) == 0)
            return;
        VERB(soak, "note", "--note", note, id);
        set_text(model_change(soak)->rows[index].note, note);
        break;
    case 1:
        if (picked->status == status)
            return;
        VERB(soak, "note", "--status", (char *)words[status], id);
        model_change(soak)->rows[index].status = status;
        break;
    case 2:
        VERB(soak, "note", "--delete", id);
        model_change(soak)->rows[index].is_deleted = true;
        break;
    }
}

static void step_verb_back(Soak *soak)
{
    if (roll(soak, 2) && soak->now) {
        VERB(soak, "undo");
        soak->now--;
    } else if (soak->now < soak->newest) {
        VERB(soak, "redo");
        soak->now++;
    }
}

/* Anything that is said to change nothing, by its name, in whatever view is open. What
 * opens a row is left out: in some views that is a change. */
static void step_action(Soak *soak)
{
    for (uint32_t i = 1 + roll(soak, 8); i > 0; i--) {
        ActionId id = (ActionId)roll(soak, ACTION_COUNT);
        const Action *action = action_get(id);
        if (action->needs & NEED_WRITABLE || id == ACTION_QUIT || id == ACTION_SUSPEND ||
            id == ACTION_LIST_OPEN)
            continue;
        soak_tell(soak, action->name);
        play(soak, SCRIPT_ACTION, action->name);
        for (uint32_t j = 1 + roll(soak, 2); j > 0 && app_get_view(soak->app); j--)
            play_keys(soak, "<Esc>");
        if (!app_get_view(soak->app)) {
            app_stop(soak);
            app_start(soak);
        }
    }
}

static void step_size(Soak *soak)
{
    ScriptStep step = {.verb = SCRIPT_SIZE};
    step.rows = 1 + (int)roll(soak, 50);
    step.columns = 1 + (int)roll(soak, 160);
    script_play(&step, soak->app, soak->term);
    step.rows = 30, step.columns = 90;
    script_play(&step, soak->app, soak->term);
}

/* Folded somehow, read to somewhere, left, and opened again by another process's library.
 */
static void step_restart(Soak *soak)
{
    static const char *const folds[] = {"zR", "zM", "z1", "z2", "zRzc", "zMzo"};
    StrBuf before = {0}, after = {0};
    app_stop(soak);
    app_start(soak);
    play_keys(soak, folds[roll(soak, ARRAY_SIZE(folds))]);
    play_keys(soak, (const char *[]){"gg", "G", "gg}}}}", "50%"}[roll(soak, 4)]);
    app_stop(soak);
    app_start(soak); /* notes in the margin and messages are those of a start */
    append_screen(soak, &before);
    app_stop(soak);
    document_free(soak->document);
    library_close(soak->library);
    library_start(soak);
    Error err = {0};
    soak->document =
        store_open_document(library_get_store(soak->library), soak->doc, &err);
    assert_non_null(soak->document);
    app_start(soak);
    append_screen(soak, &after);
    if (strcmp(before.data, after.data) != 0)
        fail_msg("step %llu: left with\n%scame back with\n%s",
                 (unsigned long long)soak->steps, before.data, after.data);
    strbuf_clear(&before);
    strbuf_clear(&after);
    soak->restarts++;
}

static const struct {
    void (*take)(Soak *soak);
    const char *name;
    unsigned often;
} kinds[] = {
    {step_colour, "a colour", 6},
    {step_tag, "a tag", 6},
    {step_undo, "undo", 3},
    {step_redo, "redo", 2},
    {step_annotate, "annotate", 2},
    {step_note, "note", 3},
    {step_verb_back, "undo, redo as verbs", 1},
    {step_action, "actions that change nothing", 12},
    {step_size, "another size", 1},
    {step_restart, "a restart", 2},
};

static void soak_step(Soak *soak)
{
    unsigned sum = 0, picked = 0;
    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
        sum += kinds[i].often;
    unsigned dice = roll(soak, sum);
    while (dice >= kinds[picked].often)
        dice -= kinds[picked++].often;
    if (soak->history[soak->now].count + 1 >= PASSAGES_MAX && picked < 2)
        return;
    soak->steps++;
    soak_tell(soak, kinds[picked].name);
    kinds[picked].take(soak);
    check_model(soak, kinds[picked].name);
}

static long get_memory_kib(void)
{
    StrBuf text = {0};
    Error err = {0};
    int64_t pages = 0;
    assert_true(file_read("/proc/self/statm", 4096, &text, &err));
    Str rest = strbuf_get(&text);
    str_split(&rest, ' ');
    assert_true(str_parse_int(str_split(&rest, ' '), &pages));
    strbuf_clear(&text);
    return (long)(pages * (sysconf(_SC_PAGESIZE) / 1024));
}

static int64_t number_of(const char *name, int64_t usual)
{
    const char *text = getenv(name);
    int64_t value = usual;
    return text && *text && str_parse_int(str_from(text), &value) ? value : usual;
}

static void a_long_day_ends_as_the_model_says(void **state)
{
    (void)state;
    Soak *soak = mem_alloc(sizeof(*soak));
    const char *depth = getenv("PIYUE_FAULT");
    int64_t usual = !depth ? 20 : strcmp(depth, "long") == 0 ? 1800 : 60;
    int64_t seconds = number_of("SOAK_SECONDS", usual), seed = number_of("SOAK_SEED", 1);
    int64_t start_us = time_monotonic_us(), end_us = start_us + seconds * 1000000;
    long warm_kib = 0;
    printf("# SOAK_SECONDS=%lld SOAK_SEED=%lld\n", (long long)seconds, (long long)seed);
    soak_begin(soak, (uint32_t)seed);
    while (time_monotonic_us() < end_us) {
        soak_step(soak);
        if (!warm_kib && time_monotonic_us() - start_us > seconds * 1000000 / 3)
            warm_kib = get_memory_kib();
    }
    step_restart(soak);
    check_model(soak, "the last restart");
    app_stop(soak);
    VERB(soak, "check", "--full");
    VERB(soak, "rebuild", "--try");
    app_start(soak);
    long grown_kib = get_memory_kib() - warm_kib;
    printf("# %llu points, 0 lost: %llu changes, %llu verbs, %llu restarts, memory %+ld "
           "KiB\n",
           (unsigned long long)soak->steps, (unsigned long long)soak->edits,
           (unsigned long long)soak->verbs, (unsigned long long)soak->restarts,
           grown_kib);
#if !defined(__SANITIZE_ADDRESS__)
    assert_true(warm_kib && grown_kib < GROWTH_MAX_KIB);
#endif
    soak_end(soak);
    free(soak);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_day_ends_as_the_model_says)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* How a day goes: looking around, leaving, coming back; and its steps.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "soak.h"

#include <sys/mman.h>
#include <unistd.h>

#include "../../harness/golden.h"
#include "tui/app.h"
#include "tui/term_headless.h"

#define ROWS 30
#define COLUMNS 96
#define TALL 500

/* ---- looking around ----------------------------------------------------- */

/* Actions that no soak can do, and why. */
static const struct {
    ActionId id;
    const char *reason;
} left_out[] = {
    {ACTION_SUSPEND, "stops the process until a shell wakes it (tests/e2e)"},
};

static bool is_left_out(ActionId id)
{
    for (size_t i = 0; i < ARRAY_SIZE(left_out); i++)
        if (left_out[i].id == id)
            return true;
    return false;
}

/* On these screens what opens a row changes nothing. */
static bool may_open(const View *view)
{
    static const char *const names[] = {"shelf", "passages", "search",  "tags",
                                        "log",   "searches", "compare", "editions"};
    for (size_t i = 0; view && i < ARRAY_SIZE(names); i++)
        if (strcmp(view->ops->name, names[i]) == 0)
            return true;
    return false;
}

static void forget_places(void)
{
    for (int i = 0; i < DOCUMENTS_MAX; i++)
        soak->left[i].is_known = false;
}

/* What is asked is answered sometimes, but for names of actions. */
static void leave_prompt(ActionId id)
{
    if (seat.app->prompt && id != ACTION_COMMAND && id != ACTION_FIND_NAME && roll(2)) {
        play_text("水");
        play_keys("<Enter>");
    }
    for (uint32_t i = 1 + roll(2); i > 0 && app_get_view(seat.app); i--)
        play_keys("<Esc>");
}

static bool is_look(ActionId id)
{
    return !(action_get(id)->needs & NEED_WRITABLE) && !is_left_out(id);
}

static ActionId cast_look(void)
{
    ActionId id;
    do
        id = (ActionId)roll(ACTION_COUNT);
    while (!is_look(id));
    return id;
}

/* Of two the one that had fewer turns; sometimes the one that had fewest of all, which
 * few screens have. */
static ActionId pick_look(void)
{
    ActionId one = cast_look(), other = cast_look();
    if (roll(8) == 0)
        for (size_t i = 0; i < ACTION_COUNT; i++)
            if (is_look((ActionId)i) && soak->played[i] < soak->played[one])
                one = (ActionId)i;
    return soak->played[one] <= soak->played[other] ? one : other;
}

void step_look(void)
{
    static const Context lists[] = {CONTEXT_SHELF,   CONTEXT_PASSAGES, CONTEXT_SEARCH,
                                    CONTEXT_TAGS,    CONTEXT_LOG,      CONTEXT_SEARCHES,
                                    CONTEXT_EDITIONS};
    forget_places();
    ActionId id = pick_look();
    Context context = action_get(id)->context;
    if (context == CONTEXT_LIST || context == CONTEXT_GLOBAL)
        context = lists[roll(ARRAY_SIZE(lists))];
    open_context(context);
    for (uint32_t i = 1 + roll(6); i > 0; i--) {
        if (seat_offers(id) &&
            (id != ACTION_LIST_OPEN || may_open(app_get_view(seat.app))))
            act(id);
        if (app_get_view(seat.app))
            leave_prompt(id);
        if (!app_get_view(seat.app)) {
            seat_stop();
            seat_start();
        }
        id = pick_look();
    }
    if (soak->breakage == BREAK_LOOK) {
        Error err = {0};
        int doc = model_pick_doc(model_now());
        soak_must(doc < 0 ||
                  library_set_title(seat.library, soak->ids[doc], STR("看过"), &err));
    }
}

void step_size(void)
{
    open_context(roll(2) ? CONTEXT_READER : CONTEXT_PASSAGES);
    forget_places();
    seat_size(1 + (int)roll(50), 1 + (int)roll(160));
    seat_size(ROWS, COLUMNS);
}

/* ---- left, and found again ---------------------------------------------- */

static uint32_t find_section(const Document *document, uint32_t block)
{
    return sections_find(document->sections, document->section_count, block);
}

/* What a key of folding makes of the folds, the caret being in `section`. */
static void fold(Left *left, const Document *document, ActionId id, uint32_t section)
{
    for (uint32_t i = 0; i < left->sections; i++) {
        int level = document->sections[i].heading.level;
        if (id == ACTION_FOLD_OPEN_ALL)
            left->folded[i] = false;
        else if (id == ACTION_FOLD_CLOSE_ALL || id == ACTION_FOLD_PATH)
            left->folded[i] = true;
        else if (id >= ACTION_FOLD_LEVEL_1 && id <= ACTION_FOLD_LEVEL_9)
            left->folded[i] = level >= (int)(id - ACTION_FOLD_LEVEL_1) + 1;
    }
    if (section == SECTION_NONE)
        return;
    if (id == ACTION_FOLD_PATH)
        for (; section != SECTION_NONE; section = document->sections[section].parent)
            left->folded[section] = false;
    else if (id == ACTION_FOLD_TOGGLE)
        left->folded[section] = !left->folded[section];
    else if (id == ACTION_FOLD_OPEN)
        left->folded[section] = false;
    else if (id == ACTION_FOLD_CLOSE) {
        uint32_t parent = document->sections[section].parent;
        if (left->folded[section] && parent != SECTION_NONE)
            section = parent;
        left->folded[section] = true;
    }
}

/* The outermost folded section that hides a block; a heading is hidden by those above it
 * alone. */
static uint32_t find_hiding(const Left *left, const Document *document, uint32_t block)
{
    uint32_t hiding = SECTION_NONE, section = find_section(document, block);
    if (section != SECTION_NONE && document->sections[section].heading.block == block)
        section = document->sections[section].parent;
    for (; section != SECTION_NONE; section = document->sections[section].parent)
        if (left->folded[section])
            hiding = section;
    return hiding;
}

/* A caret that is folded away stands on the heading that is left, until its place is
 * unfolded again. */
static void settle_caret(Left *left, const Document *document)
{
    uint32_t hiding = find_hiding(left, document, left->inside.block);
    left->pos = hiding == SECTION_NONE
                    ? left->inside
                    : (Pos){document->sections[hiding].heading.block, 0};
}

static void leave_text(int doc)
{
    static const ActionId keys[] = {ACTION_FOLD_OPEN_ALL, ACTION_FOLD_CLOSE_ALL,
                                    ACTION_FOLD_LEVEL_1,  ACTION_FOLD_LEVEL_2,
                                    ACTION_FOLD_TOGGLE,   ACTION_FOLD_OPEN,
                                    ACTION_FOLD_CLOSE,    ACTION_FOLD_PATH};
    Left *left = &soak->left[doc];
    Error err = {0};
    int block;
    pick_body(&model_now()->docs[doc], &block);
    Document *document = soak_open(doc);
    left->is_known = false;
    left->paper = model_now()->docs[doc].paper;
    left->stamp = document->outline_stamp;
    left->sections = (unsigned)document->section_count;
    left->inside = left->pos = (Pos){(uint32_t)block, 0};
    soak_must(left->sections <= SECTIONS_MAX);
    seat_push(reader_new(seat.app, soak->ids[doc], &left->pos, &err), &err);
    act(ACTION_FOLD_OPEN_ALL);
    fold(left, document, ACTION_FOLD_OPEN_ALL, SECTION_NONE);
    for (uint32_t i = 1 + roll(4); i > 0; i--) {
        ActionId id = keys[roll(ARRAY_SIZE(keys))];
        uint32_t section = find_section(document, left->pos.block);
        bool is_of_section =
            id == ACTION_FOLD_TOGGLE || id == ACTION_FOLD_OPEN || id == ACTION_FOLD_CLOSE;
        if (section == SECTION_NONE && is_of_section)
            continue;
        act(id);
        fold(left, document, id, section);
        settle_caret(left, document);
    }
    play_keys("q");
    left->is_known = true;
    document_free(document);
}

/* A block that is seen begins on a row of a screen where all has room. */
static bool is_seen(const Document *document, uint32_t block)
{
    const Frame *frame = term_headless_get_frame(seat.term);
    StrBuf row = {0};
    Str text = document_get_text(document, block);
    char *head = str_dup(str_slice(text, 0, utf8_offset_of(text, 8)));
    bool found = false;
    for (int i = 1; i + 2 < frame->rows && !found; i++) {
        strbuf_reset(&row);
        append_row(i, &row);
        found = strstr(row.data, head) != NULL;
    }
    strbuf_clear(&row);
    free(head);
    return found;
}

static void find_text(int doc)
{
    Left *left = &soak->left[doc];
    Document *document = soak_open(doc);
    left->is_known = false;
    if (left->paper != model_now()->docs[doc].paper ||
        left->stamp != document->outline_stamp) {
        document_free(document); /* other headings, other folds */
        return;
    }
    Error err = {0};
    seat_push(reader_new(seat.app, soak->ids[doc], NULL, &err), &err);
    Pos pos = reader_get_place(app_get_view(seat.app));
    if (pos_compare(pos, left->pos) != 0)
        soak_fail("document %d was left at %u:%u and opens at %u:%u", doc,
                  left->pos.block, left->pos.off, pos.block, pos.off);
    seat_size(TALL, COLUMNS);
    act(ACTION_DOCUMENT_START);
    for (uint32_t i = 0; i < document->block_count; i++) {
        bool is_wanted = find_hiding(left, document, i) == SECTION_NONE;
        if (is_seen(document, i) != is_wanted)
            soak_fail("document %d: block %u is %s and must be %s", doc, i,
                      is_wanted ? "folded" : "open", is_wanted ? "open" : "folded");
    }
    seat_size(ROWS, COLUMNS);
    play_keys("q");
    document_free(document);
}

void day_find_texts(void)
{
    for (int i = 0; i < DOCUMENTS_MAX; i++) {
        const Doc *doc = &model_now()->docs[i];
        if (soak->left[i].is_known && doc->is_there && !doc->is_trashed)
            find_text(i);
    }
    soak_check_texts();
}

/* The text as it is told, in its own script. */
static void reset_settings(void)
{
    settings_clear(&seat.settings);
    settings_init(&seat.settings);
    theme_clear(&seat.theme);
    theme_init_default(&seat.theme);
}

void day_close_all(void)
{
    seat_stop();
    seat_close_library();
    reset_settings();
}

void day_open_all(void)
{
    seat_open_library();
    seat_start();
}

static void lose_folds(void)
{
    for (int i = 0; i < DOCUMENTS_MAX; i++) {
        Error err = {0};
        ReadingState state = {.pos = soak->left[i].pos};
        if (soak->left[i].is_known && model_now()->docs[i].is_there)
            soak_must(
                library_put_reading(seat.library, soak->ids[i], &state, NULL, &err));
    }
}

void day_leave_some(void)
{
    seat_stop();
    reset_settings();
    seat_start();
    for (uint32_t i = 1 + roll(3); i > 0; i--) {
        int doc = model_pick_doc(model_now());
        if (doc >= 0)
            leave_text(doc);
    }
}

void step_restart(void)
{
    day_leave_some();
    day_close_all();
    day_open_all();
    if (soak->breakage == BREAK_FOLDS)
        lose_folds();
    day_find_texts();
    soak->restarts++;
}

/* ---- steps -------------------------------------------------------------- */

static const Deed day_deeds[] = {
    {step_look, "looking around", 20},
    {step_size, "another size", 1},
    {step_restart, "a restart", 5},
    {step_kill, "a kill", 3},
    {0},
};
static const Deed *const deeds[] = {text_deeds, place_deeds, ledger_deeds, name_deeds,
                                    past_deeds, shelf_deeds, day_deeds};

static const Deed *pick_deed(void)
{
    unsigned sum = 0;
    for (size_t i = 0; i < ARRAY_SIZE(deeds); i++)
        for (const Deed *deed = deeds[i]; deed->name; deed++)
            sum += deed->often;
    unsigned dice = roll(sum);
    for (size_t i = 0; i < ARRAY_SIZE(deeds); i++)
        for (const Deed *deed = deeds[i]; deed->name; deed++) {
            if (dice < deed->often)
                return deed;
            dice -= deed->often;
        }
    return NULL;
}

void soak_step(void)
{
    const Deed *deed = pick_deed();
    if (deed->take == step_kill && soak->is_child)
        return;
    soak->steps++;
    soak->doing = deed->name;
    if (getenv("SOAK_TELL"))
        fprintf(stderr, "%llu %s, dice %08x\n", (unsigned long long)soak->steps,
                deed->name, (unsigned)soak->dice);
    uint64_t done = soak->acts + soak->verbs + soak->kills;
    deed->take();
    soak->points +=
        soak->acts + soak->verbs + soak->kills != done; /* else it had no object */
    if (soak->breakage == BREAK_UNDO && soak->now && soak->steps % 8 == 0) {
        Error err = {0};
        StrBuf what = {0};
        int64_t doc;
        soak_must(library_undo(seat.library, &what, &doc, &err));
        strbuf_clear(&what);
    }
    soak_check();
}

/* ---- the beginning and the end ------------------------------------------ */

static void import_first(void)
{
    Model *model = model_now();
    for (int i = 0; i < DOCUMENTS_MAX - 2; i++) {
        model->docs[i] = doc_make(paper_make());
        VERB("import", doc_file(&model->docs[i]));
    }
}

void soak_begin(uint32_t seed, Breakage breakage)
{
    soak = mmap(NULL, sizeof(*soak), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                -1, 0);
    soak_must(soak != MAP_FAILED);
    char *home = golden_make_home();
    snprintf(soak->home, sizeof(soak->home), "%s", home);
    snprintf(soak->directory, sizeof(soak->directory), "%s/library", home);
    free(home);
    soak->dice = seed;
    soak->breakage = breakage;
    soak->doing = "the beginning";
    setenv("EDITOR", "true", 1);
    settings_init(&seat.settings);
    theme_init_default(&seat.theme);
    seat.term =
        term_headless_new(ROWS, COLUMNS, (WidthPolicy){AMBIGUOUS_NARROW}, (Str){0});
    import_first();
    day_open_all();
    soak_check();
    soak_keep_dump(soak_hash_dump());
    soak_check_texts();
}

void soak_end(void)
{
    if (seat.app)
        day_close_all();
    seat.term->ops->free(seat.term);
    theme_clear(&seat.theme);
    settings_clear(&seat.settings);
    golden_remove_home(str_dup(str_from(soak->home)));
    munmap(soak, sizeof(*soak));
    soak = NULL;
}

size_t print_coverage(void)
{
    size_t done = 0, missing = 0;
    for (size_t i = 0; i < ACTION_COUNT; i++)
        done += soak->played[i] > 0;
    printf("# %zu of %d actions of the table were done\n", done, ACTION_COUNT);
    for (size_t i = 0; i < ARRAY_SIZE(left_out); i++)
        printf("# %s is left out: %s\n", action_get(left_out[i].id)->name,
               left_out[i].reason);
    for (size_t i = 0; i < ACTION_COUNT; i++) {
        if (soak->played[i] || is_left_out((ActionId)i))
            continue;
        printf("# never done: %s\n", action_get((ActionId)i)->name);
        missing++;
    }
    return missing;
}

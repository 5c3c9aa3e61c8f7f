/* Places that are typed: 三(二), 第三条, 3.2; 50%; 120, a line of the source.
 *
 * A heading is named by the numbers on the way to it. How a number is written counts as
 * far as it was typed: 第三条 is an article and (二) stands in brackets, but 二 is any
 * heading with that number. Steps between may be left out.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/reader.h"

#define MOST_STEPS 8
#define MOST_CANDIDATES 50
#define TITLE_BYTES 200 /* of a title, as a remark */
#define SYSTEMS                                                                          \
    (NUMERAL_BIT(NUMERAL_HAN) | NUMERAL_BIT(NUMERAL_ARABIC) |                            \
     NUMERAL_BIT(NUMERAL_CIRCLED))

typedef enum StepKind { STEP_PLAIN, STEP_BRACKETS, STEP_UNIT } StepKind;

typedef struct Step {
    StepKind kind;
    uint32_t number;
    Str unit; /* 章 of 第三章 */
} Step;

typedef struct Steps {
    Step items[MOST_STEPS];
    size_t count;
} Steps;

/* ---- numbers ------------------------------------------------------------- */

static bool take(Str *rest, const char *const *any, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_has_prefix(*rest, str_from(any[i]))) {
            *rest = str_slice(*rest, str_from(any[i]).len, rest->len);
            return true;
        }
    return false;
}

static bool take_number(Str *rest, uint32_t *number)
{
    Numeral numeral;
    if (!numeral_parse(*rest, SYSTEMS, &numeral))
        return false;
    *number = numeral.value;
    *rest = str_slice(*rest, numeral.len_bytes, rest->len);
    return true;
}

static bool take_step(Str *rest, Step *step, bool *goes_on)
{
    static const char *const opening[] = {"(", "（"}, *const closing[] = {")", "）"};
    static const char *const marks[] = {".", "．", "、", "，", ",", "-", "·"};
    Str text = text_trim(*rest);
    *step = (Step){0};
    *goes_on = false;
    if (str_has_prefix(text, STR("第"))) {
        text = str_slice(text, STR("第").len, text.len);
        if (!take_number(&text, &step->number) || !text.len)
            return false;
        step->kind = STEP_UNIT;
        step->unit = str_slice(text, 0, utf8_offset_of(text, 1));
        text = str_slice(text, step->unit.len, text.len);
    } else if (take(&text, opening, ARRAY_SIZE(opening))) {
        step->kind = STEP_BRACKETS;
        if (!take_number(&text, &step->number) ||
            !take(&text, closing, ARRAY_SIZE(closing)))
            return false;
    } else if (take_number(&text, &step->number)) {
        *goes_on = take(&text, marks, 1);
        if (!*goes_on)
            take(&text, marks + 1, ARRAY_SIZE(marks) - 1);
    } else {
        return false;
    }
    *rest = text;
    return true;
}

/* All of what was typed. */
static bool read_typed(Str text, Steps *steps)
{
    bool goes_on = false;
    *steps = (Steps){0};
    for (text = text_trim(text); text.len; text = text_trim(text)) {
        if (steps->count == MOST_STEPS ||
            !take_step(&text, &steps->items[steps->count], &goes_on))
            return false;
        steps->count++;
    }
    return steps->count > 0;
}

/* The numbers that a title begins with: one, or those of 3.2.1. */
static void read_title(Str title, Steps *steps)
{
    bool goes_on = true;
    *steps = (Steps){0};
    while (goes_on && steps->count < MOST_STEPS &&
           take_step(&title, &steps->items[steps->count], &goes_on))
        steps->count++;
}

static bool step_fits(const Step *typed, const Step *there)
{
    return typed->number == there->number &&
           (typed->kind == STEP_PLAIN ||
            (typed->kind == there->kind && str_is_equal(typed->unit, there->unit)));
}

/* ---- headings ------------------------------------------------------------ */

/* Do the last steps lead to this heading, and those before to headings above it? */
static bool section_fits(const Document *document, uint32_t section, const Steps *typed,
                         size_t count)
{
    Steps there;
    const Section *sections = document->sections;
    while (count && section != SECTION_NONE) {
        read_title(document_get_title(document, section), &there);
        bool fits = there.count && there.count <= count;
        for (size_t i = 0; fits && i < there.count; i++)
            fits = step_fits(&typed->items[count - there.count + i], &there.items[i]);
        if (fits)
            count -= there.count;
        else if (count == typed->count)
            return false;
        section = sections[section].parent;
    }
    return count == 0;
}

/* The next heading behind `from` that fits, once around; SECTION_NONE for none. Higher
 * ones go first. */
static uint32_t find_heading(const Document *document, const Steps *typed, size_t from)
{
    uint32_t best = SECTION_NONE, number = typed->items[typed->count - 1].number;
    size_t count = document->section_count;
    for (size_t i = 0; i < count; i++) {
        uint32_t section = (uint32_t)((from + i) % count);
        const Heading *heading = &document->sections[section].heading;
        if (heading->number != number ||
            (best != SECTION_NONE &&
             heading->level >= document->sections[best].heading.level))
            continue;
        if (section_fits(document, section, typed, typed->count))
            best = section;
    }
    return best;
}

static bool go_to_heading(Reader *reader, Str typed, const Steps *steps, Error *err)
{
    const Document *document = reader->document;
    uint32_t here = reader_find_section(reader);
    uint32_t found =
        find_heading(document, steps, here == SECTION_NONE ? 0 : (size_t)here + 1);
    if (found == SECTION_NONE)
        return error_set(err, ERR_NOT_FOUND,
                         _("no heading is numbered %.*s; o shows all of them"),
                         STR_ARG(typed));
    reader_show_section(&reader->view, found);
    return true;
}

/* ---- lines of the source --------------------------------------------------- */

/* O(log n) pages. */
bool reader_go_to_line(Reader *reader, uint32_t line)
{
    const Document *document = reader->document;
    uint32_t low = 0, high = document->block_count;
    while (low + 1 < high) {
        uint32_t middle = low + (high - low) / 2;
        if (document_get_block(document, middle).source_line <= line)
            low = middle;
        else
            high = middle;
    }
    reader_travel(reader, (Pos){low, 0});
    return true;
}

/* ---- what is typed --------------------------------------------------------- */

/* "120", "120%" */
static bool read_count(Str text, int64_t *number, bool *is_share)
{
    *is_share = text.len && text.data[text.len - 1] == '%';
    return str_parse_int(str_slice(text, 0, text.len - (*is_share ? 1 : 0)), number) &&
           *number >= 0;
}

bool reader_obey(View *view, Str text, Error *err)
{
    Reader *reader = (Reader *)view;
    Steps steps;
    int64_t number = 0;
    bool is_share = false;
    text = text_trim(text);
    if (read_count(text, &number, &is_share)) {
        if (!is_share)
            return reader_go_to_line(reader, (uint32_t)MIN(number, INT32_MAX));
        app_act(reader->app, ACTION_PERCENT, (int)MIN(MAX(number, 1), 100), (Str){0});
        return true;
    }
    return read_typed(text, &steps) && go_to_heading(reader, text, &steps, err);
}

void reader_offer(View *view, Str text, Prompt *prompt)
{
    const Document *document = ((Reader *)view)->document;
    Steps steps;
    int64_t number = 0;
    bool is_share = false;
    if (read_count(text_trim(text), &number, &is_share) || !read_typed(text, &steps))
        return;
    size_t offered = 0;
    uint32_t last = steps.items[steps.count - 1].number;
    for (size_t i = 0; i < document->section_count && offered < MOST_CANDIDATES; i++) {
        if (document->sections[i].heading.number != last ||
            !section_fits(document, (uint32_t)i, &steps, steps.count))
            continue;
        StrBuf title = {0};
        Str whole = document_get_title(document, (uint32_t)i);
        format_flat(&title, str_slice(whole, 0,
                                      cluster_snap(whole, MIN(whole.len, TITLE_BYTES))));
        prompt_add_candidate(prompt, text, strbuf_get(&title));
        strbuf_clear(&title);
        offered++;
    }
}

bool act_goto_place(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    if (reader_obey(&reader->view, call->argument, err) || error_is_set(err))
        return !error_is_set(err);
    return error_set(err, ERR_USAGE,
                     _("a place is typed as 三(二), 第三条, 3.2, 50%% or a line: 120"));
}

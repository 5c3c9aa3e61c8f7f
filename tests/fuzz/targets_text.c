/* The targets above the importers: what is made of a text, and what a user writes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "targets.h"

#include <piyue/anchor.h>
#include <piyue/clean.h>
#include <piyue/outline.h>
#include <piyue/tui.h>

#include <stdlib.h>
#include <string.h>

/* ---- text -------------------------------------------------------------- */

static void check_units(Str text, size_t off)
{
    Span (*const units[])(Str, size_t) = {sentence_at, clause_at, item_at, quotation_at};
    for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
        Span span = units[i](text, off);
        BUG_ON(span.start > span.end || span.end > text.len);
    }
    BUG_ON(unit_next(text, off) > text.len || unit_previous(text, off) > off);
    BUG_ON(off < text.len && unit_next(text, off) <= off);
    BUG_ON(cluster_snap(text, off) > off);
}

/* Rows hold all of the text, fit, and are never empty; a mark like <U+80> that is wider
 * than a row has one of its own. */
static void check_rows(Str text, int max_columns, const WidthPolicy *policy)
{
    for (size_t start = 0; start < text.len;) {
        WrapRow row = wrap_row(text, start, max_columns, policy);
        Str shown = str_slice(text, row.start, row.end);
        size_t columns = text_columns(shown, policy);
        BUG_ON(row.start < start || row.end < row.start || row.next < row.end ||
               row.next <= start || row.next > text.len);
        BUG_ON(columns > (size_t)max_columns &&
               cluster_previous(text, row.end) != row.start);
        BUG_ON(columns <= (size_t)max_columns && columns != (size_t)row.columns);
        start = row.next;
    }
    size_t fit = text_fit(text, max_columns, policy);
    BUG_ON(fit > text.len ||
           text_columns(str_slice(text, 0, fit), policy) > (size_t)max_columns);
}

static void check_clusters(Str text, const WidthPolicy *policy)
{
    Cluster cluster;
    size_t off = 0, before = 0;
    while (cluster_next(text, &off, policy, &cluster)) {
        BUG_ON(off <= before || cluster.columns < 0 || cluster.columns > 16);
        BUG_ON(cluster_previous(text, off) != before);
        for (size_t at = 0; at < cluster.shown.len;)
            BUG_ON(sanitize_is_hostile(utf8_next(cluster.shown, &at)));
        before = off;
    }
    BUG_ON(off != text.len);
}

/* The first byte says how wide the rows are. */
void fuzz_width(Str bytes)
{
    int columns = bytes.len ? 2 + (unsigned char)bytes.data[0] % 90 : 2;
    StrBuf clean = {0}, json = {0};
    Str foreign = str_slice(bytes, 1, bytes.len);
    sanitize(&clean, foreign, SANITIZE_LINES);
    Str text = strbuf_get(&clean);
    BUG_ON(utf8_find_invalid(text) != text.len);
    for (size_t off = 0; off < text.len;) {
        char32_t codepoint = utf8_next(text, &off);
        BUG_ON(codepoint != '\n' && codepoint != '\t' && sanitize_is_hostile(codepoint));
    }
    strbuf_append_json(&json, foreign);
    BUG_ON(utf8_find_invalid(strbuf_get(&json)) != json.len);
    /* What a text is when it has not been made harmless: UTF-8, and no more. */
    text = str_slice(foreign, 0, utf8_find_invalid(foreign));
    for (int ambiguous = AMBIGUOUS_NARROW; ambiguous <= AMBIGUOUS_SPACED; ambiguous++) {
        WidthPolicy policy = {(AmbiguousWidth)ambiguous};
        check_clusters(text, &policy);
        check_rows(text, columns, &policy);
    }
    for (size_t off = 0; off < text.len && off < 300;) {
        check_units(text, off);
        utf8_next(text, &off);
    }
    strbuf_clear(&clean);
    strbuf_clear(&json);
}

/* ---- documents --------------------------------------------------------- */

/* A draft of the rows of a text. */
static Draft *draft_of(Str text)
{
    Draft *draft = draft_new();
    draft->format = "text";
    uint32_t number = 1;
    for (uint64_t off = 0; text.data && text.len; number++) {
        Str row = str_split(&text, '\n');
        Str block = text_trim(row);
        if (block.len)
            draft_add_block(draft, BLOCK_PARAGRAPH, block, off, number,
                            block.data == row.data ? 0 : BLOCK_INDENTED);
        off += row.len + 1;
    }
    return draft;
}

static void check_outline(const Draft *draft, const Outline *outline)
{
    for (size_t i = 0; i < outline->count; i++) {
        const Heading *heading = &outline->headings[i];
        BUG_ON(heading->block >= draft->block_count || heading->level == 0 ||
               (i && heading->block <= heading[-1].block));
        BUG_ON(heading->title_start >= heading->title_end ||
               heading->title_end > draft->blocks[heading->block].text.len);
    }
}

/* As each block came, from what the passes say they did. */
static void check_edits(const Draft *draft)
{
    StrBuf came = {0};
    for (size_t i = 0, end; i < draft->edit_count; i = end) {
        uint32_t block = draft->edits[i].block;
        BUG_ON(block >= draft->block_count);
        for (end = i; end < draft->edit_count && draft->edits[end].block == block; end++)
            continue;
        strbuf_reset(&came);
        clean_restore(draft->blocks[block].text, draft->edits + i, end - i, &came);
    }
    strbuf_clear(&came);
}

/* Cleaned and outlined. */
static Document *document_of(Str text)
{
    size_t places[CLEAN_RULE_COUNT];
    Outline outline = {0};
    Draft *draft = draft_of(text);
    clean_run(draft, &(CleanOptions){.passes = CLEAN_ALL}, places);
    outline_infer(draft, &outline);
    clean_finish(draft, &outline, &(CleanOptions){.passes = CLEAN_ALL}, places);
    check_outline(draft, &outline);
    check_edits(draft);
    for (size_t i = 0; i < draft->block_count; i++) {
        Str block = draft->blocks[i].text;
        BUG_ON(!block.len || utf8_find_invalid(block) != block.len);
    }
    return draft_seal(draft, &outline);
}

static void clean_text(Str bytes, StrBuf *out)
{
    strbuf_append_text(out, "");
    sanitize(out, bytes, SANITIZE_LINES);
}

/* The first byte makes corrections by hand. */
void fuzz_outline(Str bytes)
{
    StrBuf text = {0};
    clean_text(str_slice(bytes, 1, bytes.len), &text);
    Document *document = document_of(strbuf_get(&text));
    unsigned dice = bytes.len ? (unsigned char)bytes.data[0] : 0;
    OutlineCorrection corrections[4];
    for (size_t i = 0; i < ARRAY_SIZE(corrections); i++)
        corrections[i] = (OutlineCorrection){
            .block = document->block_count
                         ? dice * (unsigned)(i + 1) % (document->block_count + 1)
                         : 0,
            .verdict = (uint8_t)((dice >> i) % 4),
            .amount = (int8_t)(dice % 5) - 2 < 1 ? 1 : (int8_t)(dice % 5) - 2,
        };
    OutlineStudy *study = outline_study_new(document, NULL);
    Outline base = {0}, solved = {0};
    for (size_t i = 0; i < document->section_count; i++)
        outline_add(&base, document->sections[i].heading);
    outline_study_solve(study, &base, corrections, ARRAY_SIZE(corrections), &solved);
    for (size_t i = 0; i < solved.count; i++)
        BUG_ON(solved.headings[i].block >= document->block_count ||
               solved.headings[i].level == 0);
    OutlineReason reason;
    for (size_t i = 0; i < outline_study_count(study) && i < 40; i++)
        outline_study_explain(study, i, &reason);
    for (uint32_t i = 0; i < document->block_count && i < 200; i++)
        outline_find_target(document, i);
    outline_study_free(study);
    outline_clear(&base);
    outline_clear(&solved);
    document_free(document);
    strbuf_clear(&text);
}

static Range range_at(const Document *document, unsigned dice)
{
    uint32_t block = dice % document->block_count;
    Str text = document_get_text(document, block);
    size_t start = cluster_snap(text, dice * 7 % text.len), end = start;
    WidthPolicy policy = {AMBIGUOUS_NARROW};
    Cluster cluster;
    for (unsigned i = 0; i <= dice % 23 && end < text.len; i++)
        cluster_next(text, &end, &policy, &cluster);
    return (Range){{block, (uint32_t)start}, {block, (uint32_t)end}};
}

static void check_place(const Document *document, const AnchorResult *result)
{
    if (result->how == ANCHOR_ORPHAN)
        return;
    Range range = result->range;
    BUG_ON(pos_compare(range.start, range.end) >= 0 ||
           range.end.block >= document->block_count);
    BUG_ON(range.start.off > document_get_text(document, range.start.block).len ||
           range.end.off > document_get_text(document, range.end.block).len);
    BUG_ON(!(result->score >= 0 && result->score <= 1.0001));
}

/* Two editions, parted by a form feed, and as many passages as the first byte says. */
void fuzz_anchor(Str bytes)
{
    enum { PASSAGES = 12 };
    StrBuf texts[2] = {{0}};
    unsigned dice = bytes.len ? (unsigned char)bytes.data[0] : 0;
    Str rest = str_slice(bytes, 1, bytes.len), part = str_split(&rest, '\f');
    clean_text(part, &texts[0]);
    clean_text(rest, &texts[1]);
    Document *before = document_of(strbuf_get(&texts[0]));
    Document *after = document_of(strbuf_get(&texts[1]));
    Arena *arena = arena_new();
    Selector selectors[PASSAGES];
    AnchorResult results[PASSAGES];
    size_t count = before->block_count ? 1 + dice % PASSAGES : 0;
    for (size_t i = 0; i < count; i++)
        selectors[i] =
            selector_make(before, range_at(before, dice + 31 * (unsigned)i), arena);
    selectors_resolve(before, NULL, selectors, count, results);
    for (size_t i = 0; i < count; i++) /* in its own edition each is where it is */
        BUG_ON(results[i].how != ANCHOR_OFFSETS ||
               pos_compare(results[i].range.start, selectors[i].range.start) != 0 ||
               pos_compare(results[i].range.end, selectors[i].range.end) != 0);
    for (int is_aligned = 0; is_aligned < 2; is_aligned++) {
        selectors_resolve(after, is_aligned ? before : NULL, selectors, count, results);
        for (size_t i = 0; i < count; i++)
            check_place(after, &results[i]);
    }
    Comparison *comparison = comparison_new(before, after);
    for (size_t i = 0; i < comparison->hunk_count; i++)
        BUG_ON(comparison->hunks[i].before_end > before->block_count ||
               comparison->hunks[i].after_end > after->block_count);
    comparison_free(comparison);
    arena_free(arena);
    document_free(before);
    document_free(after);
    strbuf_clear(&texts[0]);
    strbuf_clear(&texts[1]);
}

/* ---- what a user writes -------------------------------------------------- */

/* A configuration, row by row; what it says of keys and headings is obeyed, too. */
void fuzz_settings(Str bytes)
{
    Settings settings;
    Error err = {0};
    OutlineRules *rules = NULL;
    settings_init(&settings);
    for (Str rest = bytes; rest.data && rest.len;) {
        Str row = str_split(&rest, '\n');
        if (!settings_obey(&settings, row, STR("piyuerc:1"), &err))
            BUG_ON(err.code != ERR_SETTINGS);
        error_clear(&err);
    }
    Keymap *keymap = keymap_new(&settings, &err);
    BUG_ON(!keymap != error_is_set(&err));
    error_clear(&err);
    keymap_free(keymap);
    if (!outline_rules_read(&settings, &rules, &err))
        BUG_ON(err.code != ERR_SETTINGS);
    outline_rules_free(rules);
    error_clear(&err);
    size_t count = 0;
    const OptionInfo *options = settings_list_options(&count);
    for (size_t i = 0; i < count; i++) {
        StrBuf value = {0};
        BUG_ON(!settings_append_value(&settings, str_from(options[i].name), &value));
        strbuf_clear(&value);
    }
    settings_clear(&settings);
}

void fuzz_theme(Str bytes)
{
    Theme theme;
    Error err = {0};
    theme_init_default(&theme);
    if (!theme_parse(&theme, bytes, "fuzz.theme", &err))
        BUG_ON(err.code != ERR_SETTINGS);
    for (int i = 0; i < STYLE_COUNT; i++) {
        Look look = theme_get_look(&theme, (StyleId)i, STYLE_TEXT);
        BUG_ON(look.fg.is_set && look.fg.rgb > 0xffffff);
    }
    theme_clear(&theme);
    error_clear(&err);
}

/* ---- keys ---------------------------------------------------------------- */

static void check_event(const Event *event, Keymap *keymap)
{
    static const Context contexts[] = {CONTEXT_READER, CONTEXT_GLOBAL};
    ActionId action;
    int count = 0;
    if (event->kind == EVENT_PASTE) {
        BUG_ON(utf8_find_invalid(event->paste) != event->paste.len);
        for (size_t off = 0; off < event->paste.len;) {
            char32_t codepoint = utf8_next(event->paste, &off);
            BUG_ON(codepoint < ' ' && codepoint != '\n' && codepoint != '\t');
        }
    }
    if (event->kind != EVENT_KEY)
        return;
    StrBuf name = {0};
    size_t off = 0;
    Key again;
    key_append_name(event->key, &name);
    BUG_ON(!key_parse(strbuf_get(&name), &off, &again) || off != name.len ||
           again.code != event->key.code || again.modifiers != event->key.modifiers);
    strbuf_clear(&name);
    if (keymap_feed(keymap, contexts, ARRAY_SIZE(contexts), key_fold(event->key), &action,
                    &count) == KEYMAP_ACTION)
        BUG_ON(action >= ACTION_COUNT || count < 0);
}

static size_t drain(KeyReader *reader, Keymap *keymap, bool is_timeout)
{
    size_t count = 0;
    for (Event event = key_reader_next(reader, is_timeout); event.kind != EVENT_NONE;
         event = key_reader_next(reader, is_timeout), count++)
        check_event(&event, keymap);
    return count;
}

/* What a terminal sends, in two pieces; the first byte says where it is cut. */
void fuzz_keys(Str bytes)
{
    Settings settings;
    Error err = {0};
    settings_init(&settings);
    Keymap *keymap = keymap_new(&settings, &err);
    BUG_ON(!keymap);
    KeyReader *reader = key_reader_new();
    Str rest = str_slice(bytes, 1, bytes.len);
    size_t cut = rest.len ? (unsigned char)bytes.data[0] % rest.len : 0;
    key_reader_feed(reader, str_slice(rest, 0, cut));
    drain(reader, keymap, false);
    key_reader_feed(reader, str_slice(rest, cut, rest.len));
    drain(reader, keymap, false);
    drain(reader, keymap, true);
    BUG_ON(key_reader_is_pending(reader) && drain(reader, keymap, true));
    key_reader_free(reader);
    keymap_free(keymap);
    settings_clear(&settings);
    for (size_t off = 0; off < bytes.len;) {
        Key key;
        size_t before = off;
        if (!key_parse(bytes, &off, &key))
            break;
        BUG_ON(off <= before);
    }
}

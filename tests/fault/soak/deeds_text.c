/* What is done to passages in a text, by keys and by verbs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "soak.h"

/* ---- a sentence --------------------------------------------------------- */

/* The spot, its first sentence selected. */
static void go_to(const Spot *spot)
{
    open_text(spot->doc, spot->block, 0);
    act(roll(3) ? ACTION_SELECT_SENTENCE : ACTION_SELECT_WHOLE_SENTENCE);
}

/* The passage as it will be; NULL where there is no room. */
static Passage *intend_sentence(const Spot *spot)
{
    Passage *row = model_take_sentence(soak_intend(), spot->doc, spot->paragraph);
    if (!row)
        soak_drop();
    return row;
}

static void deed_colour(void)
{
    static const struct {
        ActionId id;
        const char *name;
    } colours[] = {{ACTION_MARK_YELLOW, "yellow"}, {ACTION_MARK_RED, "red"},
                   {ACTION_MARK_GREEN, "green"},   {ACTION_MARK_BLUE, "blue"},
                   {ACTION_MARK_PURPLE, "purple"}, {ACTION_MARK_GREY, "grey"},
                   {ACTION_MARK_PLAIN, ""}};
    size_t colour = roll(ARRAY_SIZE(colours));
    Spot spot;
    Passage *row = pick_spot(&spot) ? intend_sentence(&spot) : NULL;
    if (!row)
        return;
    set_words(row->style, "%s", colours[colour].name);
    go_to(&spot);
    if (roll(3) == 0) {
        act(ACTION_MARK_PALETTE);
        answer(colours[colour].name[0] ? colours[colour].name : "-");
    } else {
        act(colours[colour].id);
    }
    soak_commit();
    if (roll(2) || !pick_spot(&spot) || !(row = intend_sentence(&spot)))
        return;
    set_words(row->style, "%s", colours[colour].name);
    go_to(&spot);
    act(ACTION_REPEAT);
    soak_commit();
}

/* By its name, or another one that leads to it. */
static void answer_tag(unsigned tag)
{
    const Model *now = model_now();
    for (int i = 0; i < TAG_ALIASES; i++)
        if (now->aliases[i].name[0] && roll(2) &&
            strcmp(now->aliases[i].text, tag_names[tag]) == 0) {
            play_text(now->aliases[i].name);
            play_keys("<Enter>");
            return;
        }
    play_text(tag_names[tag]);
    play_keys("<Enter>");
}

static void deed_tag(void)
{
    unsigned tag = roll(TAGS);
    Spot spot;
    Passage *row = pick_spot(&spot) ? intend_sentence(&spot) : NULL;
    if (!row || row->tags & 1u << tag) {
        soak_drop();
        return;
    }
    row->tags |= 1u << tag;
    go_to(&spot);
    act(ACTION_MARK_TAG);
    answer_tag(tag);
    soak_commit();
    if (roll(2) || !pick_spot(&spot) || !(row = intend_sentence(&spot)))
        return;
    row->tags |= 1u << tag;
    go_to(&spot);
    act(roll(2) ? ACTION_MARK_TAG_AGAIN : ACTION_REPEAT);
    soak_commit();
}

static void deed_note(void)
{
    char note[64];
    Spot spot;
    Passage *row = pick_spot(&spot) ? intend_sentence(&spot) : NULL;
    if (!row)
        return;
    set_words(note, "写在文中 %u", roll(100000));
    set_words(row->note, "%s", note);
    go_to(&spot);
    act(ACTION_MARK_NOTE);
    write_note(note);
    soak_commit();
}

static void deed_due(void)
{
    int day = (int)roll(29);
    char text[16];
    Spot spot;
    Passage *row = pick_spot(&spot) ? intend_sentence(&spot) : NULL;
    if (!row || (!day && !row->due_day)) {
        soak_drop();
        return;
    }
    row->due_day = day;
    if (day && row->status == STATUS_NONE)
        row->status = STATUS_OPEN;
    set_words(text, "2031-06-%02d", day);
    go_to(&spot);
    act(ACTION_MARK_DUE);
    answer(day ? text : "-");
    soak_commit();
}

/* ---- what is marked already --------------------------------------------- */

/* A passage that is the first sentence and alone in its paragraph's beginning, in what
 * will be; its spot is opened. */
static Passage *intend_marked(void)
{
    Model *next = soak_intend();
    Passage *row = model_pick(next, false);
    bool is_alone = row && row->start == 0;
    for (int i = 0; is_alone && i < next->count; i++) {
        const Passage *other = &next->rows[i];
        is_alone = other == row || other->is_deleted || other->doc != row->doc ||
                   other->paragraph.id != row->paragraph.id || other->start > 0;
    }
    if (!is_alone) {
        soak_drop();
        return NULL;
    }
    open_text(row->doc, doc_find_block(&next->docs[row->doc], row->paragraph.id), 0);
    return row;
}

static void deed_status(void)
{
    Passage *row = intend_marked();
    if (!row)
        return;
    row->status = row->status == STATUS_NONE   ? STATUS_OPEN
                  : row->status == STATUS_OPEN ? STATUS_DONE
                                               : STATUS_NONE;
    act(ACTION_MARK_STATUS);
    soak_commit();
}

static void deed_delete(void)
{
    Passage *row = intend_marked();
    if (!row)
        return;
    row->is_deleted = true;
    act(ACTION_MARK_DELETE);
    soak_commit();
}

static void deed_reply(void)
{
    Passage *row = intend_marked();
    char text[32];
    if (!row)
        return;
    bool is_new = !row->reply_count || (row->reply_count < REPLIES_MAX && roll(2));
    bool is_dropped = !is_new && roll(3) == 0;
    set_words(text, "答复 %u", roll(100000));
    if (is_new)
        row->reply_count++;
    if (is_dropped)
        row->reply_count--;
    else
        set_words(row->replies[row->reply_count - 1].text, "%s", text);
    act(is_new ? ACTION_MARK_REPLY : ACTION_MARK_REPLY_EDIT);
    write_note(is_dropped ? "" : text);
    soak_commit();
}

/* A character shorter, down to the words that tell it from others. */
static void deed_extent(void)
{
    Passage *row = intend_marked();
    if (!row)
        return;
    if (row->end < 45) {
        soak_drop();
        return;
    }
    StrBuf text = {0};
    paragraph_append(row->paragraph, &text);
    row->end = (uint32_t)cluster_previous(strbuf_get(&text), row->end);
    strbuf_clear(&text);
    act(ACTION_MARK_EXTENT);
    act(ACTION_CLUSTER_PREVIOUS);
    act(ACTION_MARK_EXTENT);
    soak_commit();
}

/* What lost its place gets the first sentence of another paragraph. */
static void deed_attach(void)
{
    Spot spot;
    Model *next = soak_intend();
    Passage *row = model_pick(next, true);
    soak_drop();
    if (!row)
        return;
    int index = (int)(row - next->rows);
    spot.doc = row->doc;
    spot.paragraph = pick_body(&next->docs[spot.doc], &spot.block);
    Span span = paragraph_sentence(spot.paragraph);
    if (model_find(model_now(), spot.doc, spot.paragraph.id, (uint32_t)span.start,
                   (uint32_t)span.end))
        return;
    next = soak_intend();
    row = &next->rows[index];
    row->paragraph = spot.paragraph;
    row->start = (uint32_t)span.start;
    row->end = (uint32_t)span.end;
    if (roll(2)) {
        StrBuf quote = {0};
        paragraph_append(spot.paragraph, &quote);
        quote.data[span.end] = '\0';
        VERB("reattach", number(row->id), "--quote", quote.data);
        strbuf_clear(&quote);
    } else {
        /* The list has those that lost their place by number. */
        Arena *arena = arena_new();
        AnnotationFilter filter = {
            .doc = soak->ids[spot.doc], .orphans = true, .status = -1};
        AnnotationList list = {0};
        Error err = {0};
        soak_must(store_list_annotations(library_get_store(seat.library), &filter, arena,
                                         &list, &err));
        go_to(&spot);
        act(ACTION_READER_ATTACH);
        for (size_t i = 0; i < list.count && list.rows[i].id != row->id; i++)
            act(ACTION_LIST_DOWN);
        act(ACTION_LIST_OPEN);
        arena_free(arena);
    }
    soak_commit();
}

/* ---- from outside, as a script does it ---------------------------------- */

/* The characters that tell the paragraph from others, but not its first: where they stand
 * is known in every edition. Fewer of them may stand in a paragraph that is new beside
 * it, and then nobody can say whether it is a copy. */
static void deed_annotate(void)
{
    Spot spot;
    if (!pick_spot(&spot))
        return;
    StrBuf text = {0};
    paragraph_append_words(spot.paragraph, &text);
    Str words = strbuf_get(&text);
    size_t from = 1, end = utf8_count_codepoints(words);
    Span span = {utf8_offset_of(words, from), words.len};
    strbuf_clear(&text);
    char at[48], note[64];
    Model *next = soak_intend();
    Passage *row = model_find(next, spot.doc, spot.paragraph.id, (uint32_t)span.start,
                              (uint32_t)span.end)
                       ? NULL
                       : model_add(next, spot.doc, spot.paragraph, span);
    if (!row) {
        soak_drop();
        return;
    }
    set_words(at, "%d:%zu-%zu", spot.block, from, end);
    set_words(note, "批注 %u", roll(100000));
    set_words(row->note, "%s", note);
    row->tags = 1;
    VERB("annotate", number(soak->ids[spot.doc]), "--at", at, "--note", note, "--tag",
         (char *)tag_names[0]);
    soak_commit();
}

static void deed_note_verb(void)
{
    static const char *const words[] = {"none", "open", "done"};
    Model *next = soak_intend();
    Passage *row = model_pick(next, roll(8) == 0);
    char note[32];
    if (!row) {
        soak_drop();
        return;
    }
    AnnotationStatus status = (AnnotationStatus)roll(3);
    set_words(note, "改过 %u", roll(100000));
    switch (roll(4)) {
    case 0:
        set_words(row->note, "%s", note);
        VERB("note", "--note", note, number(row->id));
        break;
    case 1:
        if (status == STATUS_NONE && row->due_day) {
            soak_drop();
            return;
        }
        row->status = status;
        VERB("note", "--status", (char *)words[status], number(row->id));
        break;
    case 2:
        row->is_deleted = true;
        VERB("note", "--delete", number(row->id));
        break;
    case 3:
        if (row->reply_count == REPLIES_MAX) {
            soak_drop();
            return;
        }
        set_words(row->replies[row->reply_count++].text, "%s", note);
        VERB("note", "--reply", note, number(row->id));
        break;
    }
    soak_commit();
}

const Deed text_deeds[] = {
    {deed_colour, "a colour", 8},
    {deed_tag, "a tag", 8},
    {deed_note, "a note", 5},
    {deed_due, "a day", 3},
    {deed_status, "a status", 3},
    {deed_delete, "deleting", 2},
    {deed_reply, "a reply", 4},
    {deed_extent, "another end", 2},
    {deed_attach, "a place for what lost it", 4},
    {deed_annotate, "annotate", 3},
    {deed_note_verb, "note", 4},
    {0},
};

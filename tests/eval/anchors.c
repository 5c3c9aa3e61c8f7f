/* anchors DIR [TRIALS [SEED]]: do passages survive a new edition?
 *
 * Real papers (the .txt files of DIR) are changed as sources, imported before and after,
 * cleaned and outlined as ever; passages chosen at random are looked up in what comes
 * out. Every character of a source has an identity, so that it is known where a passage
 * went. One row for each kind of change; exit status 1 when one anchor was wrong.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/clean.h>
#include <piyue/import.h>
#include <piyue/outline.h>
#include <piyue/text.h>

#include "../anchor_edits.h"

#include <dirent.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PASSAGES 24        /* of each paper for each kind of change */
#define MAX_LETTERS 40000u /* of a paper: longer ones are cut at a line's end */

/* ---- kinds of change -------------------------------------------------------- */

static void change_insert(Letters *source, uint64_t *seed)
{
    for (int i = 0; i < 4; i++)
        insert_new_sentence(source, seed);
}

static void change_delete(Letters *source, uint64_t *seed)
{
    for (int i = 0; i < 4; i++)
        delete_some(source, seed);
}

static void change_drop(Letters *source, uint64_t *seed)
{
    for (int i = 0; i < 3; i++)
        delete_paragraph(source, seed);
}

static void change_move(Letters *source, uint64_t *seed)
{
    for (int i = 0; i < 3; i++)
        move_paragraph(source, seed, false);
}

static void change_duplicate(Letters *source, uint64_t *seed)
{
    for (int i = 0; i < 3; i++)
        move_paragraph(source, seed, true);
}

/* Some characters that another encoding did not know. */
static void change_damage(Letters *source, uint64_t *seed)
{
    for (size_t i = 0; i < source->count; i++)
        if (source->items[i].codepoint > 0x7F && below(seed, 60) == 0)
            source->items[i] = (Letter){0xFFFD, 0}; /* it does not survive */
}

static void change_width(Letters *source, uint64_t *seed)
{
    static const char32_t wide[] = U"，：；！？（）", narrow[] = U",:;!?()";
    (void)seed;
    for (size_t i = 0; i < source->count; i++)
        for (size_t j = 0; wide[j]; j++)
            if (source->items[i].codepoint == wide[j])
                source->items[i].codepoint = narrow[j];
}

/* 简 → 繁, by the fold table the other way round. */
static void change_script(Letters *source, uint64_t *seed)
{
    static char32_t traditional[0x10000];
    (void)seed;
    for (char32_t c = 0x4E00; !traditional[0] && c < 0xA000; c++) {
        char32_t folded = fold_codepoint(c);
        if (folded != c && folded < 0x10000 && !traditional[folded])
            traditional[folded] = c;
    }
    traditional[0] = 1;
    for (size_t i = 0; i < source->count; i++) {
        Letter *letter = &source->items[i];
        if (letter->codepoint >= 0x4E00 && letter->codepoint < 0x10000 &&
            traditional[letter->codepoint])
            letter->codepoint = traditional[letter->codepoint];
    }
}

/* Lines of at most 38 characters, as a mail program or a PDF leaves them. */
static void change_wrap(Letters *source, uint64_t *seed)
{
    (void)seed;
    const Letter line_end = {U'\n', 0};
    for (size_t i = 0, column = 0; i < source->count; i++, column++) {
        if (source->items[i].codepoint == U'\n')
            column = 0;
        else if (column == 38) {
            letters_insert(source, i, &line_end, 1);
            column = 0;
        }
    }
}

static void change_nothing(Letters *source, uint64_t *seed)
{
    (void)source, (void)seed;
}

static void change_mixed(Letters *source, uint64_t *seed);

typedef struct Kind {
    const char *name;
    void (*change)(Letters *source, uint64_t *seed);
    const char *encoding; /* of the second source; NULL: UTF-8 */
    bool has_options;     /* passes of the second import are chosen by chance */
} Kind;

static const Kind kinds[] = {
    {"insert", change_insert, NULL, false},
    {"delete", change_delete, NULL, false},
    {"drop", change_drop, NULL, false},
    {"move", change_move, NULL, false},
    {"duplicate", change_duplicate, NULL, false},
    {"GB18030", change_nothing, "GB18030", false},
    {"UTF-16", change_nothing, "UTF-16", false},
    {"Big5", change_script, "BIG5-HKSCS", false},
    {"damage", change_damage, NULL, false},
    {"width", change_width, NULL, false},
    {"script", change_script, NULL, false},
    {"re-wrap", change_wrap, NULL, false},
    {"options", change_nothing, NULL, true},
    {"mixed", change_mixed, NULL, true},
};

/* Two to four of the kinds before, one after the other. */
static void change_mixed(Letters *source, uint64_t *seed)
{
    size_t count = 2 + below(seed, 3);
    for (size_t i = 0; i < count; i++)
        kinds[below(seed, ARRAY_SIZE(kinds) - 1)].change(source, seed);
}

/* ---- imports ------------------------------------------------------------------ */

/* The bytes of a source; what its encoding does not know becomes a question mark. */
static void encode(Letters *source, const char *encoding, StrBuf *out)
{
    iconv_t converter = iconv_open(encoding ? encoding : "UTF-8", "UTF-32LE");
    for (size_t i = 0; i < source->count; i++) {
        char32_t codepoint = source->items[i].codepoint;
        char bytes[16], *in = (char *)&codepoint, *to = bytes;
        size_t in_left = sizeof(codepoint), to_left = sizeof(bytes);
        if (iconv(converter, &in, &in_left, &to, &to_left) == (size_t)-1) {
            source->items[i] = (Letter){U'?', 0};
            strbuf_append_byte(out, '?');
        }
        strbuf_append(out, bytes, (size_t)(to - bytes));
    }
    iconv_close(converter);
}

/* `encoding` is not told to the importer: it finds it by itself. */
static Document *import(Letters *source, const char *encoding, unsigned passes)
{
    StrBuf text = {0};
    Error err = {0};
    encode(source, encoding, &text);
    int fd = memfd_create("anchors", MFD_CLOEXEC);
    ImportOptions options = {.limits = import_limits_default()};
    Draft *draft = NULL;
    if (fd >= 0 && file_write_fd(fd, "anchors", strbuf_get(&text), &err))
        draft = import_read(fd, "anchors.txt", &options, &err);
    close(fd);
    strbuf_clear(&text);
    error_clear(&err);
    if (!draft)
        return NULL;
    Outline outline = {0};
    size_t counts[CLEAN_RULE_COUNT] = {0};
    clean_run(draft, &(CleanOptions){.passes = passes}, counts);
    outline_infer(draft, &outline);
    clean_finish(draft, &outline, &(CleanOptions){.passes = passes}, counts);
    return draft_seal(draft, &outline);
}

/* The visible characters of a document that are no blanks, which letters they are (0:
 * none that was there before), and where each of them stands. */
typedef struct Places {
    Letters letters;
    Range *ranges;
    size_t capacity;
} Places;

#define LOOK_AHEAD 6000
#define RESYNC 20 /* characters in a row that say: here it goes on */

static void list_places(const Document *document, Places *places)
{
    for (uint32_t block = 0; block < document->block_count; block++) {
        if (document_get_block(document, block).flags & BLOCK_HIDDEN)
            continue;
        Str text = document_get_text(document, block);
        for (size_t off = 0; off < text.len;) {
            Pos start = {block, (uint32_t)off};
            Letter letter = {utf8_next(text, &off), 0};
            if (text_is_space(letter.codepoint))
                continue;
            letters_insert(&places->letters, places->letters.count, &letter, 1);
            places->ranges = mem_grow(places->ranges, &places->capacity,
                                      places->letters.count, sizeof(*places->ranges));
            places->ranges[places->letters.count - 1] =
                (Range){start, {block, (uint32_t)off}};
        }
    }
}

static void places_clear(Places *places)
{
    free(places->letters.items);
    free(places->ranges);
}

static bool goes_on(const Letters *places, size_t place, const Letters *source, size_t at)
{
    for (size_t i = 0; i < RESYNC && place + i < places->count; i++)
        if (at + i >= source->count ||
            source->items[at + i].codepoint != places->items[place + i].codepoint)
            return false;
    return true;
}

/* Cleaning takes letters away and hardly does anything else: the text is followed in its
 * source, and where it leaves that, looked for further on. */
static void find_places(const Document *document, const Letters *source, Places *places)
{
    Letters solid = {0}; /* without white space */
    for (size_t i = 0; i < source->count; i++)
        if (!text_is_space(source->items[i].codepoint))
            letters_insert(&solid, solid.count, &source->items[i], 1);
    list_places(document, places);
    Letters *letters = &places->letters;
    size_t at = 0;
    for (size_t i = 0; i < letters->count; i++) {
        size_t next = at, limit = MIN(at + LOOK_AHEAD, solid.count);
        if (at >= solid.count || solid.items[at].codepoint != letters->items[i].codepoint)
            while (next < limit && !goes_on(letters, i, &solid, next))
                next++;
        if (next == limit)
            continue;
        letters->items[i].id = solid.items[next].id;
        at = next + 1;
    }
    free(solid.items);
}

/* ---- judging ------------------------------------------------------------------- */

typedef struct Tally {
    size_t counts[VERDICT_COUNT];
} Tally;

static Verdict judge(const Places *before, size_t start, size_t end, const Places *after,
                     const AnchorResult *result)
{
    size_t found_start = 0, found_end = 0;
    for (size_t i = 0; result->how != ANCHOR_ORPHAN && i < after->letters.count; i++) {
        found_start += pos_compare(after->ranges[i].end, result->range.start) <= 0;
        found_end += pos_compare(after->ranges[i].start, result->range.end) < 0;
    }
    return judge_anchor(&before->letters, start, end, &after->letters, result->how,
                        found_start, found_end);
}

static bool choose_passage(const Letters *letters, uint64_t *seed, size_t *start,
                           size_t *end)
{
    static const size_t lengths[] = {4, 8, 16, 32, 80};
    for (int tries = 0; tries < 50; tries++) {
        size_t length = lengths[below(seed, ARRAY_SIZE(lengths))];
        length = length / 2 + 1 + below(seed, length);
        *start = below(seed, letters->count);
        *end = *start + length;
        if (*end > letters->count || !letters->items[*start].id ||
            !letters->items[*end - 1].id)
            continue;
        bool is_followed = true;
        for (size_t i = *start + 1; i < *end; i++)
            is_followed = is_followed && letters->items[i].id > letters->items[i - 1].id;
        if (is_followed)
            return true;
    }
    return false;
}

/* ---- runs ---------------------------------------------------------------------- */

static void print_wrong(const Kind *kind, const char *path, const Document *document,
                        const Selector *selector, const AnchorResult *result)
{
    StrBuf found = {0};
    document_append_range(document, result->range, STR("/"), &found);
    printf("# wrong (%s, %s): [%.*s]%.*s[%.*s]\n#   -> %s (%d, %.2f)\n", kind->name, path,
           STR_ARG(selector->prefix), STR_ARG(selector->exact), STR_ARG(selector->suffix),
           found.data, (int)result->how, result->score);
    strbuf_clear(&found);
}

static void run_kind(const Kind *kind, const Letters *source, const Document *document,
                     const Places *before, const char *path, uint64_t *seed, Tally *tally)
{
    Letters changed = {0};
    letters_insert(&changed, 0, source->items, source->count);
    kind->change(&changed, seed);
    unsigned passes = kind->has_options ? (unsigned)next_random(seed) : CLEAN_ALL;
    Document *revised = import(&changed, kind->encoding, passes);
    if (!revised) {
        free(changed.items);
        return;
    }
    Places after = {0};
    find_places(revised, &changed, &after);
    Arena *arena = arena_new();
    Selector selectors[PASSAGES];
    AnchorResult results[PASSAGES];
    size_t starts[PASSAGES], ends[PASSAGES], count = 0;
    while (count < PASSAGES &&
           choose_passage(&before->letters, seed, &starts[count], &ends[count])) {
        Range range = {before->ranges[starts[count]].start,
                       before->ranges[ends[count] - 1].end};
        selectors[count++] = selector_make(document, range, arena);
    }
    selectors_resolve(revised, document, selectors, count, results);
    for (size_t i = 0; i < count; i++) {
        Verdict verdict = judge(before, starts[i], ends[i], &after, &results[i]);
        tally->counts[verdict]++;
        if (verdict == VERDICT_WRONG)
            print_wrong(kind, path, revised, &selectors[i], &results[i]);
    }
    arena_free(arena);
    document_free(revised);
    places_clear(&after);
    free(changed.items);
}

static void read_source(const char *path, Letters *source)
{
    StrBuf text = {0};
    Error err = {0};
    if (file_read(path, (size_t)1 << 26, &text, &err))
        for (size_t off = 0; off < text.len;) {
            Letter letter = {utf8_next(strbuf_get(&text), &off),
                             (uint32_t)source->count + 1};
            if (letter.codepoint == U'\n' && source->count > MAX_LETTERS)
                break;
            if (letter.codepoint == U'\r')
                continue;
            letters_insert(source, source->count, &letter, 1);
        }
    error_clear(&err);
    strbuf_clear(&text);
}

static void run_paper(const char *path, uint64_t *seed, Tally *tallies)
{
    Letters source = {0};
    Places before = {0};
    read_source(path, &source);
    Document *document = source.count > 400 ? import(&source, NULL, CLEAN_ALL) : NULL;
    if (document)
        find_places(document, &source, &before);
    for (size_t i = 0; before.letters.count > 200 && i < ARRAY_SIZE(kinds); i++)
        run_kind(&kinds[i], &source, document, &before, path, seed, &tallies[i]);
    document_free(document);
    places_clear(&before);
    free(source.items);
}

static int is_paper(const struct dirent *entry)
{
    Str name = str_from(entry->d_name);
    return str_has_suffix(name, STR(".txt"));
}

static void print_row(const char *name, const Tally *tally)
{
    const size_t *counts = tally->counts;
    size_t whole = counts[VERDICT_RIGHT] + counts[VERDICT_LOST];
    printf("%-10s %7zu %7zu %7zu %7zu %6.2f%% %7zu\n", name, counts[VERDICT_RIGHT],
           counts[VERDICT_COPY], counts[VERDICT_WRONG], counts[VERDICT_LOST],
           whole ? 100.0 * (double)counts[VERDICT_LOST] / (double)whole : 0.0,
           counts[VERDICT_GONE]);
}

int main(int argc, char **argv)
{
    struct dirent **names = NULL;
    int count = argc > 1 ? scandir(argv[1], &names, is_paper, alphasort) : -1;
    uint64_t seed = argc > 3 ? strtoull(argv[3], NULL, 10) : 88172645463325252;
    if (count <= 0 || !seed) {
        fprintf(stderr, "usage: anchors DIR [TRIALS [SEED]]\n");
        return 2;
    }
    size_t wanted = argc > 2 ? strtoul(argv[2], NULL, 10) : 10000;
    size_t papers = wanted / (PASSAGES * ARRAY_SIZE(kinds)) + 1;
    Tally tallies[ARRAY_SIZE(kinds)] = {{{0}}}, sum = {{0}};
    for (size_t i = 0; i < papers; i++) {
        const char *name = names[(i * (size_t)count / papers) % (size_t)count]->d_name;
        char *path = path_join(argv[1], name);
        run_paper(path, &seed, tallies);
        free(path);
    }
    printf("%-10s %7s %7s %7s %7s %7s %7s\n", "change", "kept", "copies", "wrong", "lost",
           "of all", "gone");
    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
        print_row(kinds[i].name, &tallies[i]);
        for (int j = 0; j < VERDICT_COUNT; j++)
            sum.counts[j] += tallies[i].counts[j];
    }
    print_row("all", &sum);
    for (int i = 0; i < count; i++)
        free(names[i]);
    free(names);
    return sum.counts[VERDICT_WRONG] > 0;
}

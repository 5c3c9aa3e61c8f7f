/* anchor_pairs CORPUS PAIRS: do passages survive in texts that really exist twice?
 *
 * PAIRS names two files of the corpus a row. Passages chosen at random in one are looked
 * up in the other, both ways. Where a passage must be is known from what is around it:
 * with 20 characters on both sides, or 40 on one, it stands just once in either text.
 * Passages of which that cannot be said are not judged. Exit status 1 when one anchor was
 * wrong.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "../anchor_edits.h"

#include <piyue/clean.h>
#include <piyue/import.h>
#include <piyue/outline.h>

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define PASSAGES 400 /* of each text */
#define AROUND 20    /* characters on both sides that make a place certain */

/* What is seen of a document: folded characters without blanks, and their places. */
typedef struct Seen {
    Document *document;
    char32_t *codepoints;
    Range *ranges;
    size_t count, codepoint_capacity, range_capacity;
} Seen;

typedef struct Tally {
    size_t right, partial, wrong, lost, unjudged;
} Tally;

static Document *import(const char *path)
{
    Error err = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ImportOptions options = {.limits = import_limits_default()};
    Draft *draft = fd >= 0 ? import_read(fd, path, &options, &err) : NULL;
    if (fd >= 0)
        close(fd);
    error_clear(&err);
    if (!draft)
        return NULL;
    Outline outline = {0};
    size_t counts[CLEAN_RULE_COUNT] = {0};
    clean_run(draft, &(CleanOptions){.passes = CLEAN_ALL}, counts);
    outline_infer(draft, &outline);
    clean_finish(draft, &outline, &(CleanOptions){.passes = CLEAN_ALL}, counts);
    return draft_seal(draft, &outline);
}

static void see(const char *path, Seen *seen)
{
    *seen = (Seen){.document = import(path)};
    for (uint32_t i = 0; seen->document && i < seen->document->block_count; i++) {
        if (document_get_block(seen->document, i).flags & BLOCK_HIDDEN)
            continue;
        Str text = document_get_text(seen->document, i);
        for (size_t off = 0; off < text.len;) {
            Pos start = {i, (uint32_t)off};
            char32_t codepoint = utf8_next(text, &off);
            if (text_is_space(codepoint))
                continue;
            char32_t folded = fold_codepoint(codepoint);
            size_t count = seen->count + 1;
            seen->codepoints = mem_grow(seen->codepoints, &seen->codepoint_capacity,
                                        count, sizeof(*seen->codepoints));
            seen->ranges = mem_grow(seen->ranges, &seen->range_capacity, count,
                                    sizeof(*seen->ranges));
            seen->codepoints[seen->count] = folded ? folded : codepoint;
            seen->ranges[seen->count] = (Range){start, {i, (uint32_t)off}};
            seen->count = count;
        }
    }
}

static void seen_clear(Seen *seen)
{
    document_free(seen->document);
    free(seen->codepoints);
    free(seen->ranges);
}

/* Where the characters stand in `seen`, if they do so once; else SIZE_MAX. */
static size_t find_once(const Seen *seen, const char32_t *wanted, size_t count)
{
    size_t found = SIZE_MAX;
    for (size_t i = 0; i + count <= seen->count; i++) {
        if (seen->codepoints[i] != wanted[0] ||
            memcmp(seen->codepoints + i, wanted, count * sizeof(*wanted)) != 0)
            continue;
        if (found != SIZE_MAX)
            return SIZE_MAX;
        found = i;
    }
    return found;
}

/* The only place where [start, end) of `from` can be in `to`, or SIZE_MAX. */
static size_t find_truth(const Seen *from, size_t start, size_t end, const Seen *to)
{
    static const size_t sides[][2] = {{AROUND, AROUND}, {2 * AROUND, 0}, {0, 2 * AROUND}};
    for (size_t i = 0; i < ARRAY_SIZE(sides); i++) {
        if (sides[i][0] > start || end + sides[i][1] > from->count)
            continue;
        const char32_t *wanted = from->codepoints + start - sides[i][0];
        size_t count = end - start + sides[i][0] + sides[i][1];
        size_t place = find_once(to, wanted, count);
        if (place != SIZE_MAX && find_once(from, wanted, count) != SIZE_MAX)
            return place + sides[i][0];
    }
    return SIZE_MAX;
}

static void judge(const Seen *to, size_t truth, size_t count, const AnchorResult *result,
                  Tally *tally)
{
    Range wanted = {to->ranges[truth].start, to->ranges[truth + count - 1].end};
    if (result->how == ANCHOR_ORPHAN)
        tally->lost++;
    else if (pos_compare(result->range.start, wanted.start) == 0 &&
             pos_compare(result->range.end, wanted.end) == 0)
        tally->right++;
    else if (range_overlaps(result->range, wanted))
        tally->partial++;
    else
        tally->wrong++;
}

static void print_wrong(const Document *document, const Selector *selector, Range range)
{
    StrBuf found = {0};
    document_append_range(document, range, STR("/"), &found);
    printf("# wrong: [%.*s]%.*s[%.*s]\n#   -> %s\n", STR_ARG(selector->prefix),
           STR_ARG(selector->exact), STR_ARG(selector->suffix), found.data);
    strbuf_clear(&found);
}

static void run(const Seen *from, const Seen *to, uint64_t *seed, Tally *tally)
{
    static const size_t lengths[] = {4, 8, 16, 32, 80};
    static Selector selectors[PASSAGES];
    static AnchorResult results[PASSAGES];
    size_t starts[PASSAGES], counts[PASSAGES], count = 0;
    Arena *arena = arena_new();
    while (count < PASSAGES && from->count > 200) {
        size_t length = lengths[below(seed, ARRAY_SIZE(lengths))];
        length = length / 2 + 1 + below(seed, length);
        size_t start = below(seed, from->count - length);
        Range range = {from->ranges[start].start, from->ranges[start + length - 1].end};
        starts[count] = start;
        counts[count] = length;
        selectors[count++] = selector_make(from->document, range, arena);
    }
    selectors_resolve(to->document, from->document, selectors, count, results);
    for (size_t i = 0; i < count; i++) {
        size_t truth = find_truth(from, starts[i], starts[i] + counts[i], to);
        size_t wrong = tally->wrong;
        if (truth == SIZE_MAX)
            tally->unjudged++;
        else
            judge(to, truth, counts[i], &results[i], tally);
        if (tally->wrong > wrong)
            print_wrong(to->document, &selectors[i], results[i].range);
    }
    arena_free(arena);
}

static void print_row(const Tally *tally, const char *name)
{
    size_t judged = tally->right + tally->partial + tally->wrong + tally->lost;
    printf("%7zu %7zu %7zu %7zu %6.2f%% %8zu  %s\n", tally->right, tally->partial,
           tally->wrong, tally->lost,
           judged ? 100.0 * (double)tally->lost / (double)judged : 0.0, tally->unjudged,
           name);
}

static void run_pair(const char *corpus, Str row, uint64_t *seed, Tally *sum)
{
    char *names[2] = {str_dup(str_split(&row, '\t')), str_dup(row)}, *paths[2];
    Seen seen[2];
    for (int i = 0; i < 2; i++) {
        paths[i] = path_join(corpus, names[i]);
        see(paths[i], &seen[i]);
    }
    StrBuf name = {0};
    strbuf_appendf(&name, "%s %s", names[0], names[1]);
    Tally tally = {0};
    if (seen[0].count && seen[1].count) {
        run(&seen[0], &seen[1], seed, &tally);
        run(&seen[1], &seen[0], seed, &tally);
        print_row(&tally, name.data);
    } else {
        printf("# left out, as a file is missing: %s\n", name.data);
    }
    sum->right += tally.right;
    sum->partial += tally.partial;
    sum->wrong += tally.wrong;
    sum->lost += tally.lost;
    sum->unjudged += tally.unjudged;
    strbuf_clear(&name);
    for (int i = 0; i < 2; i++) {
        seen_clear(&seen[i]);
        free(paths[i]);
        free(names[i]);
    }
}

int main(int argc, char **argv)
{
    StrBuf pairs = {0};
    Error err = {0};
    if (argc != 3 || !file_read(argv[2], (size_t)1 << 20, &pairs, &err)) {
        fprintf(stderr, "usage: anchor_pairs CORPUS PAIRS\n");
        return 2;
    }
    uint64_t seed = 88172645463325252;
    Tally sum = {0};
    printf("%7s %7s %7s %7s %7s %8s  %s\n", "right", "partly", "wrong", "lost", "of all",
           "unjudged", "pair");
    for (Str rest = strbuf_get(&pairs); rest.len;) {
        Str row = str_split(&rest, '\n');
        if (row.len && row.data[0] != '#')
            run_pair(argv[1], row, &seed, &sum);
    }
    print_row(&sum, "all");
    strbuf_clear(&pairs);
    return sum.wrong > 0;
}

/* Features: what a candidate looks like.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "outline/features.h"

static void add(FeatureSet *features, unsigned id)
{
    if (features->count < FEATURES_MAX)
        features->ids[features->count++] = (uint16_t)id;
}

static void add_if(FeatureSet *features, bool condition, Feature id)
{
    if (condition)
        add(features, id);
}

/* Adds `first` + the bucket of value: bounds are the lowest values of the buckets
 * from the second on. */
static void add_bucket(FeatureSet *features, Feature first, unsigned value,
                       const unsigned *bounds, size_t count)
{
    unsigned bucket = 0;
    while (bucket < count && value >= bounds[bucket])
        bucket++;
    add(features, first + bucket);
}
#define ADD_BUCKET(features, first, value, ...)                                          \
    add_bucket(features, first, value, (const unsigned[]){__VA_ARGS__},                  \
               ARRAY_SIZE(((const unsigned[]){__VA_ARGS__})))

static Class class_of(const Candidate *candidate)
{
    switch ((OutlineFamily)candidate->family) {
    case FAMILY_PART:
    case FAMILY_VOLUME:
    case FAMILY_CHAPTER:
    case FAMILY_LATIN_CHAPTER:
    case FAMILY_SECTION:
        return CLASS_UNIT;
    case FAMILY_ARTICLE:
        return CLASS_ARTICLE;
    case FAMILY_ROMAN:
    case FAMILY_HAN_COMMA:
    case FAMILY_FORMAL:
        return CLASS_HAN;
    case FAMILY_HAN_BLANK:
        return CLASS_HAN_BLANK;
    case FAMILY_COUNTED:
    case FAMILY_HAN_PAREN:
        return CLASS_HAN_PAREN;
    case FAMILY_ARABIC_COMMA:
        return CLASS_ARABIC_COMMA;
    case FAMILY_ARABIC_DOT:
        return CLASS_ARABIC_DOT;
    case FAMILY_ARABIC_BLANK:
        return CLASS_ARABIC_BLANK;
    case FAMILY_DOTTED:
        return CLASS_DOTTED;
    case FAMILY_LETTER:
    case FAMILY_ARABIC_PAREN:
    case FAMILY_ARABIC_HALF:
    case FAMILY_CIRCLED:
        return CLASS_SMALL;
    case FAMILY_RHETORIC:
    case FAMILY_ORDINAL:
        return CLASS_RHETORIC;
    case FAMILY_RANKED:
        return CLASS_RANKED;
    case FAMILY_WORD:
    case FAMILY_ANNEX:
        return CLASS_WORD;
    case FAMILY_OWN:
    case FAMILY_HASH:
    case FAMILY_MARKUP:
    case FAMILY_TITLE:
    case FAMILY_NONE:
    case FAMILY_COUNT:
        break;
    }
    return CLASS_MARKUP;
}

static ShapeKind shape_kind(const Candidate *candidate, const Shape *shape)
{
    if (candidate->place == PLACE_TAIL)
        return SHAPE_TAIL;
    if (candidate->place == PLACE_RUN_IN)
        return shape->length <= 32 ? SHAPE_RUN_IN_SHORT : SHAPE_RUN_IN_LONG;
    if (candidate->flags & CANDIDATE_ALONE)
        return SHAPE_ALONE;
    switch (shape->ending) {
    case ENDING_STOP:
        return SHAPE_STOP;
    case ENDING_QUESTION:
        return SHAPE_QUESTION;
    case ENDING_SEMICOLON:
        return SHAPE_SEMICOLON;
    case ENDING_COLON:
        return SHAPE_COLON;
    case ENDING_COMMA:
        return SHAPE_COMMA;
    case ENDING_BRACKET:
        return SHAPE_BRACKET;
    case ENDING_OPEN:
    case ENDING_QUOTE:
        break;
    }
    return shape->length <= 24   ? SHAPE_SHORT
           : shape->length <= 40 ? SHAPE_MIDDLE
                                 : SHAPE_LONG;
}

/* A sentence behind 1. says what it does behind 1、: which of them an author writes is
 * his habit. */
static Class shape_row(Class class, ShapeKind kind)
{
    bool is_run_in = kind == SHAPE_RUN_IN_SHORT || kind == SHAPE_RUN_IN_LONG;
    return class == CLASS_ARABIC_DOT && is_run_in ? CLASS_ARABIC_COMMA : class;
}

/* ---- what both kinds share --------------------------------------------- */

static bool is_unfinished(const Evidence *evidence, const Brief *brief)
{
    return brief->length && !ending_is_closed(brief->ending) &&
           brief->ending != ENDING_QUOTE && brief->ending != ENDING_BRACKET &&
           (brief->length > 45 || (evidence->profile->is_wrapped &&
                                   brief->length + 6u >= evidence->profile->long_length));
}

/* How a block is set off from the usual ones of the document. */
static void add_layout(const Evidence *evidence, const Brief *brief, Feature outdent,
                       Feature blank_rare, Feature no_blank, Feature centered,
                       FeatureSet *features)
{
    const Profile *profile = evidence->profile;
    unsigned margin = brief_margin(brief);
    add_if(features, margin < profile->margin, outdent);
    add_if(features, margin == 2 && profile->margin < 2, centered);
    add_if(features, (brief->flags & BRIEF_BLANK) && profile->blank_share < 60,
           blank_rare);
    add_if(features, !(brief->flags & BRIEF_BLANK) && profile->blank_share >= 60,
           no_blank);
}

/* Blocks looked at on each side for prose. */
#define PROSE_REACH 8

static bool is_prose(const Brief *brief)
{
    return brief->length > 50 && ending_is_closed(brief->ending);
}

/* How many paragraphs of prose stand among the next blocks, and among the last ones:
 * menus of a page and tables have none. */
static void add_prose(const Evidence *evidence, uint32_t block, Feature ahead,
                      Feature behind, FeatureSet *features)
{
    unsigned next = 0, previous = 0;
    uint32_t after = block, before = block;
    for (unsigned i = 0; i < PROSE_REACH; i++) {
        if (after != NO_BLOCK)
            after = brief_next(evidence->briefs, evidence->blocks->count, after);
        if (before != NO_BLOCK)
            before = brief_previous(evidence->briefs, before);
        next += is_prose(brief_at(evidence, after));
        previous += is_prose(brief_at(evidence, before));
    }
    ADD_BUCKET(features, ahead, next, 1, 2, 4, 6);
    ADD_BUCKET(features, behind, previous, 1, 2, 4, 6);
}

/* Bold and large type says something where most text is neither. */
#define TYPE_SHARE_MAX 30

static void add_type(const Profile *profile, const Candidate *candidate, Feature bold,
                     Feature large, FeatureSet *features)
{
    add_if(features,
           candidate->evidence & EVIDENCE_BOLD && profile->bold_share <= TYPE_SHARE_MAX,
           bold);
    add_if(features,
           candidate->evidence & EVIDENCE_LARGE && profile->large_share <= TYPE_SHARE_MAX,
           large);
}

static bool is_typed(const Profile *profile, const Candidate *candidate)
{
    return (candidate->evidence & EVIDENCE_BOLD &&
            profile->bold_share <= TYPE_SHARE_MAX) ||
           (candidate->evidence & EVIDENCE_LARGE &&
            profile->large_share <= TYPE_SHARE_MAX);
}

/* The importer took it for a heading by its type. */
static bool is_guessed(const Candidate *candidate)
{
    return candidate->markup_level &&
           !(candidate->flags & (CANDIDATE_MARKED | CANDIDATE_FORGOTTEN));
}

/* ---- numbered candidates ----------------------------------------------- */

static void add_share(FeatureSet *features, Feature first, uint32_t part, uint32_t whole)
{
    unsigned bucket = part == whole ? 3 : part * 2 >= whole ? 2 : part ? 1 : 0;
    add(features, first + bucket);
}

/* Numbers that stand alone part a text where so much stands between them, in code points;
 * in menus and tables it is less. */
#define ALONE_SPAN 100

static void add_run(const Candidate *candidate, const Run *run, FeatureSet *features)
{
    ADD_BUCKET(features, F_N_RUN_1, run->count, 2, 3, 6);
    add_if(features, run->first_number == 1, F_N_FROM_ONE);
    ADD_BUCKET(features, F_N_MEAN_0, run->length / run->count, 9, 13, 18, 24, 32, 44);
    if (candidate->place == PLACE_RUN_IN && run->count > 1) {
        add_if(features, run->length / run->count <= 18, F_N_RUNIN_CRISP);
        add_if(features, run->run_in == run->count && run->length / run->count <= 28,
               F_N_RUNIN_EVEN);
    }
    add_if(features, run->count > 1 && run->first_number > 3, F_N_FROM_HIGH);
    add_if(features, run->count == 1 && candidate->number > 1, F_N_ALONE_HIGH);
    add_if(features, candidate->number > 30, F_N_NUMBER_BIG);
    if (run->count > 1) {
        uint64_t span = (run->last_at - run->first_at) / (run->count - 1);
        ADD_BUCKET(features, F_N_SPAN_0, (unsigned)MIN(span, 10000), 20, 50, 100, 200,
                   400, 1000, 3000);
        add_if(features,
               run->count >= 3 && run->first_number == 1 && run->alone == run->count &&
                   span >= ALONE_SPAN,
               F_N_RUN_ALONE);
        add_if(features, run->is_after_colon, F_N_RUN_COLON);
        add_if(features, run->count >= 20 && run->run_in * 2 >= run->count,
               F_N_RUNIN_MANY);
        add_share(features, F_N_BODIES_NONE, run->bodies, run->count);
        add_share(features, F_N_OPEN_NONE, run->open, run->count);
        add_share(features, F_N_RUNIN_NONE, run->run_in, run->count);
        add_if(features, run->items * 3 >= run->count, F_N_ITEMS);
    }
}

static void numbered_features(const Evidence *evidence, const Candidate *candidate,
                              FeatureSet *features)
{
    Str text = blocks_get_text(evidence->blocks, candidate->block);
    Str title = str_slice(text, candidate->start, candidate->title_end);
    Shape shape = shape_of(title);
    Class class = class_of(candidate);
    Str bare = str_slice(title, candidate->marker_bytes, title.len);
    add_if(features, words_start_call(bare), F_N_CALL);
    add_if(features, words_start_sentence(bare), F_N_SENTENCE);
    add_if(features, words_end_sentence(bare), F_N_ENDS_SENTENCE);
    ShapeKind kind = shape_kind(candidate, &shape);
    add(features, F_N_CLASS_UNIT + class);
    add(features, F_N_SHAPE_SHORT + kind);
    add(features, FEATURE_COUNT + shape_row(class, kind) * SHAPE_COUNT + kind);
    if (candidate->run != RUN_NONE)
        add_run(candidate, &evidence->runs->items[candidate->run], features);
    const Brief *brief = &evidence->briefs[candidate->block];
    uint32_t before = brief_previous(evidence->briefs, candidate->block);
    uint32_t after =
        brief_next(evidence->briefs, evidence->blocks->count, candidate->block);
    const Brief *previous = brief_at(evidence, before), *next = brief_at(evidence, after);
    if (candidate->place == PLACE_BLOCK) {
        add_if(features, !(candidate->flags & CANDIDATE_BODY), F_N_NO_BODY);
        add_if(features, after == NO_BLOCK, F_N_NEXT_NONE);
        add_if(features, next->family && next->number == 1, F_N_NEXT_ONE);
        add_if(features, next->length > 60, F_N_NEXT_LONG);
        add_if(features,
               next->length && next->length <= 60 && !next->family &&
                   ending_is_closed(next->ending),
               F_N_NEXT_CLOSED);
        add_if(features, next->length && !next->family && (next->flags & BRIEF_SHORT),
               F_N_NEXT_SHORT);
    }
    add_if(features, candidate->place == PLACE_TAIL && shape.ending == ENDING_STOP,
           F_N_TAIL_CLOSED);
    if (candidate->place == PLACE_RUN_IN) {
        size_t off = candidate->title_end;
        utf8_next(text, &off);
        Str rest = text_trim(str_slice(text, off, text.len));
        add_if(features, words_start_proviso(rest), F_N_PROVISO);
        add_if(features, rest.len < 60, F_N_REST_SHORT);
        add_if(features, rest.len > 240, F_N_REST_LONG);
        add_if(features, shape.has_colon, F_N_RUNIN_COLON);
        add_if(features, words_start_call(bare), F_N_RUNIN_CALL);
        add_if(features, words_start_sentence(bare), F_N_RUNIN_SENTENCE);
        add_if(features, shape.ending == ENDING_QUESTION, F_N_RUNIN_QUESTION);
    }
    add_if(features,
           after != NO_BLOCK && shape.ending == ENDING_QUESTION &&
               words_are_answer(blocks_get_text(evidence->blocks, after)),
           F_N_ANSWERED);
    add_if(features, previous->ending == ENDING_COLON && !previous->family,
           F_N_AFTER_COLON);
    add_if(features,
           previous->family == candidate->family && previous->number < candidate->number,
           F_N_AFTER_SIBLING);
    add_if(features, is_unfinished(evidence, previous), F_N_AFTER_UNFINISHED);
    add_layout(evidence, brief, F_N_OUTDENT, F_N_BLANK_RARE, F_N_NO_BLANK, F_N_CENTERED,
               features);
    add_if(features, shape.has_tab, F_N_TAB);
    add_if(features, shape.code > 0, F_N_CODE);
    add_if(features, !shape.han && !(candidate->flags & CANDIDATE_ALONE), F_N_NO_HAN);
    add_if(features, shape.has_colon && candidate->place != PLACE_RUN_IN, F_N_COLON);
    ADD_BUCKET(features, F_N_COMMAS_0, shape.commas, 1, 2, 3);
    ADD_BUCKET(features, F_N_LENGTH_0, shape.length, 5, 9, 13, 19, 27, 40);
    add_if(features,
           evidence->profile->is_statute && class > CLASS_ARTICLE && class != CLASS_WORD,
           F_N_STATUTE);
    add_if(features, candidate->flags & CANDIDATE_RECURS, F_N_RECURS);
    add_if(features, candidate->flags & CANDIDATE_REPEAT, F_N_REPEAT);
    add_if(features, candidate->flags & CANDIDATE_SEPARATED, F_N_SEPARATED);
    add_if(features, candidate->flags & CANDIDATE_FIRST, F_N_FIRST);
    add_if(features, candidate->flags & CANDIDATE_EARLY, F_N_EARLY);
    ADD_BUCKET(features, F_N_FOREIGN_0, evidence->profile->foreign_share, 8, 25, 50);
    add_type(evidence->profile, candidate, F_N_BOLD, F_N_LARGE, features);
    add_prose(evidence, candidate->block, F_N_AHEAD_0, F_N_BEHIND_0, features);
    add_if(features, candidate->flags & CANDIDATE_MARKED, F_MARKUP);
    add_if(features,
           !(candidate->flags & CANDIDATE_MARKED) && evidence->profile->has_markup,
           F_N_NOT_MARKUP);
    add_if(features, candidate->flags & CANDIDATE_FORGOTTEN, F_N_FORGOTTEN);
    add_if(features, is_guessed(candidate), F_GUESSED);
}

/* ---- titles without a number ------------------------------------------- */

/* Two halves of four to sixteen Han: 快速赶到现场 排查可疑线索 */
static bool is_even(const Shape *shape, unsigned at)
{
    unsigned rest = shape->length - at - 1;
    return at >= 4 && rest >= 4 && at <= 16 && rest <= 16 && at <= rest + 6 &&
           rest <= at + 6 && shape->han * 10 >= shape->length * 8;
}

static void title_content(Str title, const Shape *shape, FeatureSet *features)
{
    ADD_BUCKET(features, F_T_LENGTH_1, shape->length, 2, 4, 6, 9, 13, 21, 31, 46);
    ADD_BUCKET(features, F_T_COMMAS_0, shape->commas, 1, 2);
    ADD_BUCKET(features, F_T_BLANKS_0, shape->blanks, 1, 2);
    ADD_BUCKET(features, F_T_DIGITS_0, shape->digits, 1, 3, 6);
    add_if(features, shape->ending == ENDING_QUESTION, F_T_QUESTION);
    add_if(features, shape->is_framed, F_T_FRAMED);
    add_if(features, shape->ending == ENDING_BRACKET && !shape->is_framed, F_T_BRACKET);
    add_if(features, shape->ending == ENDING_QUOTE, F_T_QUOTE);
    add_if(features, shape->has_gloss, F_T_GLOSS);
    bool is_label = shape->colon_at < 4 || shape->length < shape->colon_at + 5;
    add_if(features, shape->has_colon, is_label ? F_T_COLON : F_T_COLON_INSIDE);
    add_if(features,
           shape->blanks == 1 && shape->commas == 0 && is_even(shape, shape->blank_at),
           F_T_EVEN_BLANK);
    add_if(features,
           shape->commas == 1 && shape->blanks == 0 && is_even(shape, shape->comma_at),
           F_T_EVEN_COMMA);
    add_if(features, shape->has_tab, F_T_TAB);
    add_if(features, shape->code == 1, F_T_CODE_1);
    add_if(features, shape->code > 1, F_T_CODE_MANY);
    add_if(features, !shape->han && shape->latin, F_T_LATIN);
    add_if(features, !shape->han && !shape->latin, F_T_NEITHER);
    add_if(features, shape->han && shape->latin, F_T_MIXED);
    add_if(features, shape->starts_quote, F_T_STARTS_QUOTE);
    add_if(features, shape->starts_bullet && !shape->is_framed, F_T_STARTS_BULLET);
    add_if(features, shape->starts_digit, F_T_STARTS_DIGIT);
    add_if(features, shape->starts_latin, F_T_STARTS_LATIN);
    add_if(features, shape->starts_bracket && !shape->is_framed, F_T_STARTS_BRACKET);
    add_if(features, shape->has_title_marks, F_T_TITLE_MARKS);
    add_if(features, shape->has_dots, F_T_DOTS);
    add_if(features, shape->first_stop > 0, F_T_INNER_STOP);
    add_if(features, str_find(title, STR("　"), 0) != STR_NONE, F_T_WIDE_BLANK);
    add_if(features, words_are_site_matter(title), F_T_SITE);
    add_if(features, words_are_date(title), F_T_DATE);
    add_if(features, words_name_document(title), F_T_DOCUMENT);
    add_if(features, words_start_call(title), F_T_CALL);
    add_if(features, words_start_sentence(title), F_T_STARTS_SENTENCE);
    add_if(features, words_end_sentence(title), F_T_ENDS_SENTENCE);
}

/* Dates, numbers and salutations are no longer than this, in code points. */
#define BELOW_MAX 80

/* What the text below, in block `after`, says of a title. */
static void add_below(const Evidence *evidence, const Candidate *candidate,
                      uint32_t after, FeatureSet *features)
{
    const Brief *next = brief_at(evidence, after);
    Str below = blocks_get_text(evidence->blocks, after);
    Str title = str_slice(blocks_get_text(evidence->blocks, candidate->block),
                          candidate->start, candidate->title_end);
    add_if(features,
           ending_of(title) == ENDING_QUESTION && !words_are_turn(title) &&
               words_are_answer(below),
           F_T_ANSWERED);
    if (next->length >= BELOW_MAX)
        return;
    bool is_date = words_are_date(below);
    bool is_signed = is_date && words_are_issuer(title) &&
                     !shape_of(below).starts_bracket &&
                     !(candidate->flags & CANDIDATE_FIRST);
    bool is_masthead = str_has_suffix(title, STR("文件")) && words_are_number(below);
    add_if(features, is_signed || is_masthead, F_T_ISSUER);
    add_if(features, is_date && !is_signed && !is_masthead, F_T_NEXT_DATE);
    add_if(features, words_are_imprint(below) && shape_of(below).digits >= 6,
           F_T_NEXT_IMPRINT);
    add_if(features,
           words_are_salutation(below, next) && !(candidate->flags & CANDIDATE_FIRST),
           F_T_NEXT_SALUTATION);
    add_if(features, words_are_site_matter(below), F_T_NEXT_SITE);
}

static void title_neighbours(const Evidence *evidence, const Candidate *candidate,
                             FeatureSet *features)
{
    size_t count = evidence->blocks->count;
    uint32_t before = brief_previous(evidence->briefs, candidate->block);
    uint32_t after = brief_next(evidence->briefs, count, candidate->block);
    const Brief *brief = &evidence->briefs[candidate->block];
    const Brief *previous = brief_at(evidence, before), *next = brief_at(evidence, after);
    Feature from = F_T_PREVIOUS_OTHER;
    if (before == NO_BLOCK)
        from = F_T_PREVIOUS_NONE;
    else if (is_unfinished(evidence, previous))
        from = F_T_PREVIOUS_UNFINISHED;
    else if (previous->family)
        from = previous->length > 60 && ending_is_closed(previous->ending)
                   ? F_T_PREVIOUS_NUMBER_LONG
                   : F_T_PREVIOUS_NUMBER;
    else if (previous->flags & BRIEF_SHORT)
        from = F_T_PREVIOUS_SHORT;
    else if (previous->ending == ENDING_COLON)
        from = F_T_PREVIOUS_COLON;
    else if (previous->ending == ENDING_STOP)
        from = previous->length > 45 ? F_T_PREVIOUS_LONG : F_T_PREVIOUS_CLOSED;
    add(features, from);
    Feature to = F_T_NEXT_OTHER;
    if (after == NO_BLOCK)
        to = F_T_NEXT_NONE;
    else if (next->family && next->number != 1 && next->length > 60 &&
             ending_is_closed(next->ending))
        to = F_T_NEXT_NUMBER_LONG;
    else if (next->family)
        to = next->number == 1 ? F_T_NEXT_ONE : F_T_NEXT_NUMBER;
    else if (next->length > 100)
        to = F_T_NEXT_LONG;
    else if (next->length > 45)
        to = F_T_NEXT_MIDDLE;
    else if (words_are_byline(blocks_get_text(evidence->blocks, after)))
        to = F_T_NEXT_BYLINE;
    else if (ending_is_closed(next->ending))
        to = F_T_NEXT_CLOSED;
    else if (next->flags & BRIEF_SHORT)
        to = F_T_NEXT_SHORT;
    add(features, to);
    bool is_after_text = from == F_T_PREVIOUS_LONG || from == F_T_PREVIOUS_CLOSED ||
                         from == F_T_PREVIOUS_NONE;
    bool is_before_text = to == F_T_NEXT_LONG || to == F_T_NEXT_MIDDLE;
    add_if(features, is_after_text && is_before_text, F_T_ISLAND);
    add_if(features, is_after_text && to == F_T_NEXT_LONG && brief->length <= 12,
           F_T_ISLAND_SHORT);
    add_if(features, is_after_text && to == F_T_NEXT_ONE, F_T_ISLAND_ONE);
    add_if(features, next->length == brief->length, F_T_NEXT_EQUAL);
    add_if(features, previous->length == brief->length, F_T_PREVIOUS_EQUAL);
    if (after != NO_BLOCK)
        add_below(evidence, candidate, after, features);
    unsigned shorts = 0;
    bool has_long = next->length > 60, has_one = false;
    for (unsigned i = 0; i < 3; i++) {
        before = before == NO_BLOCK ? before : brief_previous(evidence->briefs, before);
        after = after == NO_BLOCK ? after : brief_next(evidence->briefs, count, after);
        shorts += (brief_at(evidence, before)->flags & BRIEF_SHORT) != 0;
        shorts += (brief_at(evidence, after)->flags & BRIEF_SHORT) != 0;
        has_long |= brief_at(evidence, after)->length > 60;
        has_one |=
            brief_at(evidence, after)->family && brief_at(evidence, after)->number == 1;
    }
    ADD_BUCKET(features, F_T_SHORTS_0, shorts, 1, 2, 4, 6);
    add_if(features, has_long, F_T_LONG_BELOW);
    add_if(features, has_one, F_T_ONE_BELOW);
}

static void title_features(const Evidence *evidence, const Candidate *candidate,
                           FeatureSet *features)
{
    Str text = blocks_get_text(evidence->blocks, candidate->block);
    const Profile *profile = evidence->profile;
    const Brief *brief = &evidence->briefs[candidate->block];
    Str title = str_slice(text, candidate->start, candidate->title_end);
    Shape shape = shape_of(title);
    add(features, candidate->place == PLACE_TAIL ? F_T_TAIL : F_T_BLOCK);
    title_content(title, &shape, features);
    title_neighbours(evidence, candidate, features);
    add_layout(evidence, brief, F_T_OUTDENT, F_T_BLANK_RARE, F_T_NO_BLANK, F_T_CENTERED,
               features);
    add_if(features, brief_margin(brief) == 1 && !profile->margin, F_T_INDENT_RARE);
    add_type(profile, candidate, F_T_BOLD, F_T_LARGE, features);
    add_if(features, is_typed(profile, candidate) && brief_margin(brief) == 2,
           F_T_CENTERED_TYPE);
    add_prose(evidence, candidate->block, F_T_AHEAD_0, F_T_BEHIND_0, features);
    add_if(features, shape.length >= 25 && shape.length + 4 >= profile->long_length,
           F_T_FULL);
    ADD_BUCKET(features, F_T_FOREIGN_0, profile->foreign_share, 8, 25, 50);
    if (candidate->flags & CANDIDATE_EARLY) {
        ADD_BUCKET(features, F_T_EARLY_0, candidate->order, 1, 2, 5, 20);
        add_if(features, shape.length >= 13, F_T_EARLY_LONG);
        add_if(features, words_name_head(title), F_T_EARLY_DOCUMENT);
    }
    add_if(features, candidate->flags & CANDIDATE_RECURS, F_T_RECURS);
    add_if(features, candidate->flags & CANDIDATE_PAIR, F_T_PAIR);
    add_if(features, candidate->flags & CANDIDATE_REPEAT, F_T_REPEAT);
    add_if(features, profile->is_statute && !(candidate->flags & CANDIDATE_EARLY),
           F_T_STATUTE);
    add_if(features, profile->is_wrapped, F_T_WRAPPED);
    add_if(features, candidate->flags & CANDIDATE_MARKED, F_MARKUP);
    add_if(features, is_guessed(candidate), F_GUESSED);
    add_if(features, !(candidate->flags & CANDIDATE_MARKED) && profile->has_markup,
           F_T_NOT_MARKUP);
}

void features_of(const Evidence *evidence, size_t index, FeatureSet *features)
{
    const Candidate *candidate = &evidence->list->items[index];
    features->count = 0;
    if (candidate->family == FAMILY_TITLE || candidate->family == FAMILY_MARKUP ||
        (candidate->family == FAMILY_OWN && !candidate->number))
        title_features(evidence, candidate, features);
    else
        numbered_features(evidence, candidate, features);
}

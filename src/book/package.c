/* Reads the package document of an EPUB.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "book/package.h"

#include <stdlib.h>

#include <piyue/text.h>

typedef struct Item {
    Str id, path, media_type, properties; /* borrowed from the tree, but for path */
    bool is_used;
} Item;

typedef struct Manifest {
    Item *items; /* owned, sorted by id */
    size_t count, capacity;
} Manifest;

void package_clear(Package *package)
{
    free(package->chapters);
    arena_free(package->arena);
    *package = (Package){0};
}

/* Reads and parses a part; NULL with a sentence. */
static xmlDoc *read_xml(Zip *zip, Str path, const char *name, Error *err)
{
    StrBuf bytes = {0}, part = {0};
    xmlDoc *doc = NULL;
    strbuf_appendf(&part, "%s: %.*s", name, STR_ARG(path));
    if (zip_read_name(zip, path, &bytes, err))
        doc = xml_parse_leniently(strbuf_get(&bytes), part.data, err);
    strbuf_clear(&bytes);
    strbuf_clear(&part);
    return doc;
}

/* ---- the container ----------------------------------------------------- */

/* Path of the first package document that the container names and that is there. */
static Str find_rootfile(const xmlDoc *doc, Zip *zip)
{
    const xmlNode *root = xmlDocGetRootElement(doc);
    for (const xmlNode *node = root; node; node = xml_next(node, root, false)) {
        Str path = xml_get_attribute(node, "full-path");
        if (xml_is(node, "rootfile") && path.len && zip_find(zip, path) != SIZE_MAX)
            return path;
    }
    return STR("");
}

/* A book without a container still has its package document somewhere. */
static Str find_any_package(Zip *zip)
{
    for (size_t i = 0; i < zip_count_entries(zip); i++) {
        Str path = str_from(zip_get_entry_name(zip, i));
        if (path.len > 4 &&
            str_is_equal_nocase(str_slice(path, path.len - 4, path.len), STR(".opf")))
            return path;
    }
    return STR("");
}

static bool find_package(Package *package, Zip *zip, const char *name, Str *path,
                         Error *err)
{
    *path = STR("");
    xmlDoc *doc = read_xml(zip, STR("META-INF/container.xml"), name, err);
    if (doc) {
        Str found = find_rootfile(doc, zip);
        StrBuf decoded = {0};
        *path = arena_str(package->arena, found);
        strbuf_clear(&decoded);
        xmlFreeDoc(doc);
    }
    if (!path->len)
        *path = find_any_package(zip);
    if (path->len) {
        error_clear(err);
        return true;
    }
    return error_is_set(err) ? false
                             : error_set(err, ERR_FORMAT,
                                         _("%s is not a complete EPUB book: its package "
                                           "document (.opf) is missing"),
                                         name);
}

/* ---- the manifest ------------------------------------------------------ */

static int compare_items(const void *left, const void *right)
{
    return str_compare(((const Item *)left)->id, ((const Item *)right)->id);
}

static Item *find_item(const Manifest *manifest, Str id)
{
    Item key = {.id = id};
    if (!id.len || !manifest->count)
        return NULL;
    return bsearch(&key, manifest->items, manifest->count, sizeof(key), compare_items);
}

/* Some books write names with % into the archive as they stand in their links. */
static Str resolve(Package *package, Zip *zip, Str base, Str href)
{
    StrBuf path = {0};
    bool is_inside = zip_resolve(base, href, &path);
    if (is_inside && zip_find(zip, strbuf_get(&path)) == SIZE_MAX) {
        size_t slash = base.len;
        while (slash > 0 && base.data[slash - 1] != '/')
            slash--;
        StrBuf raw = {0};
        strbuf_append_str(&raw, str_slice(base, 0, slash));
        strbuf_append_str(&raw, href);
        if (zip_find(zip, strbuf_get(&raw)) != SIZE_MAX) {
            strbuf_clear(&path);
            path = raw;
            raw = (StrBuf){0};
        }
        strbuf_clear(&raw);
    }
    Str result = is_inside ? arena_str(package->arena, strbuf_get(&path)) : STR("");
    strbuf_clear(&path);
    return result;
}

static void read_manifest(Manifest *manifest, Package *package, const xmlNode *root,
                          Zip *zip, Str base)
{
    const xmlNode *list = xml_find_child(root, "manifest");
    for (const xmlNode *node = xml_find_child(list, "item"); node;
         node = xml_next_sibling(node, "item")) {
        manifest->items = mem_grow(manifest->items, &manifest->capacity,
                                   manifest->count + 1, sizeof(*manifest->items));
        Item *item = &manifest->items[manifest->count++];
        *item =
            (Item){.id = xml_get_attribute(node, "id"),
                   .path = resolve(package, zip, base, xml_get_attribute(node, "href")),
                   .media_type = xml_get_attribute(node, "media-type"),
                   .properties = xml_get_attribute(node, "properties")};
        if (words_have(item->properties, STR("nav")))
            package->nav = item->path;
        if (str_is_equal(item->media_type, STR("application/x-dtbncx+xml")))
            package->ncx = item->path;
    }
    if (manifest->count)
        qsort(manifest->items, manifest->count, sizeof(*manifest->items), compare_items);
}

/* ---- the spine --------------------------------------------------------- */

static bool is_text_type(Str type)
{
    return !type.len || str_is_equal(type, STR("application/xhtml+xml")) ||
           str_is_equal(type, STR("text/html")) ||
           str_is_equal(type, STR("text/x-oeb1-document")) ||
           str_is_equal(type, STR("application/xml")) ||
           str_is_equal(type, STR("application/x-dtbook+xml")) ||
           str_is_equal(type, STR("image/svg+xml"));
}

static void add_chapter(Package *package, Zip *zip, Item *item, bool is_linear)
{
    if (item->is_used || !is_text_type(item->media_type))
        return;
    item->is_used = true;
    package->chapters = mem_grow(package->chapters, &package->chapter_capacity,
                                 package->chapter_count + 1, sizeof(*package->chapters));
    package->chapters[package->chapter_count++] = (Chapter){
        item->path, item->path.len ? zip_find(zip, item->path) : SIZE_MAX, is_linear};
}

/* Chapters in reading order. What is not linear (notes, answers, a cover) is told by the
 * book not to be in the way of reading: it comes behind all the rest. */
static void read_spine(Package *package, const Manifest *manifest, const xmlNode *root,
                       Zip *zip)
{
    const xmlNode *spine = xml_find_child(root, "spine");
    const Item *ncx = find_item(manifest, xml_get_attribute(spine, "toc"));
    if (ncx)
        package->ncx = ncx->path;
    for (int is_linear = 1; is_linear >= 0; is_linear--)
        for (const xmlNode *node = xml_find_child(spine, "itemref"); node;
             node = xml_next_sibling(node, "itemref")) {
            Item *item = find_item(manifest, xml_get_attribute(node, "idref"));
            bool is_aside = str_is_equal(xml_get_attribute(node, "linear"), STR("no"));
            if (item && is_aside != is_linear)
                add_chapter(package, zip, item, is_linear);
        }
}

/* ---- metadata ---------------------------------------------------------- */

/* What `<meta refines="#id" property="…">` says of an element. */
static Str get_refinement(const xmlNode *metadata, const xmlNode *element,
                          const char *property)
{
    Str id = xml_get_attribute(element, "id");
    if (!id.len)
        return STR("");
    for (const xmlNode *node = xml_find_child(metadata, "meta"); node;
         node = xml_next_sibling(node, "meta")) {
        Str target = xml_get_attribute(node, "refines");
        if (str_has_prefix(target, STR("#")) &&
            str_is_equal(str_slice(target, 1, target.len), id) &&
            str_is_equal(xml_get_attribute(node, "property"), str_from(property)))
            return node->children ? str_trim(xml_get_text(node->children)) : STR("");
    }
    return STR("");
}

static const xmlNode *find_title(const xmlNode *metadata)
{
    const xmlNode *first = xml_find_child(metadata, "title");
    for (const xmlNode *node = first; node; node = xml_next_sibling(node, "title"))
        if (str_is_equal(get_refinement(metadata, node, "title-type"), STR("main")))
            return node;
    return first;
}

static bool is_author(const xmlNode *metadata, const xmlNode *creator)
{
    Str role = xml_get_attribute(creator, "role");
    if (!role.len)
        role = get_refinement(metadata, creator, "role");
    return !role.len || str_is_equal(role, STR("aut"));
}

/* Appends a name to a list of them. */
static void append_name(StrBuf *names, const xmlNode *node)
{
    StrBuf name = {0};
    xml_append_text(node, &name);
    Str text = text_trim(strbuf_get(&name));
    size_t off = 0;
    bool is_wide = text.len && text_is_cjk(utf8_next(text, &off));
    if (text.len && names->len)
        strbuf_append_text(names, is_wide ? "、" : ", ");
    strbuf_append_str(names, text);
    strbuf_clear(&name);
}

static void tell_authors(const xmlNode *metadata, Sink *sink)
{
    StrBuf authors = {0}, others = {0};
    for (const xmlNode *node = xml_find_child(metadata, "creator"); node;
         node = xml_next_sibling(node, "creator"))
        append_name(is_author(metadata, node) ? &authors : &others, node);
    sink_meta(sink, META_AUTHOR, strbuf_get(authors.len ? &authors : &others));
    strbuf_clear(&authors);
    strbuf_clear(&others);
}

static void tell_date(const xmlNode *metadata, Sink *sink)
{
    StrBuf text = {0};
    for (const xmlNode *node = xml_find_child(metadata, "date"); node;
         node = xml_next_sibling(node, "date")) {
        Str event = xml_get_attribute(node, "event");
        if (str_is_equal(event, STR("modification")) ||
            (text.len && !str_is_equal(event, STR("publication"))))
            continue;
        strbuf_reset(&text);
        xml_append_text(node, &text);
    }
    Str date = text_trim(strbuf_get(&text));
    /* The day is enough; the year 101 is how calibre writes that it does not know. */
    if (date.len > 10 && date.data[10] == 'T')
        date = str_slice(date, 0, 10);
    if (!str_has_prefix(date, STR("0101-01-01")))
        sink_meta(sink, META_DATE, date);
    strbuf_clear(&text);
}

static void tell_text(const xmlNode *node, MetaField field, Sink *sink)
{
    StrBuf text = {0};
    if (node)
        xml_append_text(node, &text);
    sink_meta(sink, field, strbuf_get(&text));
    strbuf_clear(&text);
}

static void tell_metadata(const xmlNode *root, Sink *sink)
{
    const xmlNode *metadata = xml_find_child(root, "metadata");
    /* Books of before 2002 put it one element deeper. */
    const xmlNode *inner = xml_find_child(metadata, "dc-metadata");
    metadata = inner ? inner : metadata;
    if (!metadata)
        return;
    tell_text(find_title(metadata), META_TITLE, sink);
    tell_authors(metadata, sink);
    tell_text(xml_find_child(metadata, "publisher"), META_SOURCE, sink);
    tell_date(metadata, sink);
}

/* ---- locks ------------------------------------------------------------- */

/* Fonts are disguised by these, and everybody may undo it. */
static bool is_disguise(Str algorithm)
{
    return str_is_equal(algorithm, STR("http://www.idpf.org/2008/embedding")) ||
           str_is_equal(algorithm, STR("http://ns.adobe.com/pdf/enc#RC"));
}

static bool is_chapter(const Package *package, size_t file)
{
    for (size_t i = 0; i < package->chapter_count; i++)
        if (package->chapters[i].file == file)
            return true;
    return false;
}

static bool has_locked_chapter(const Package *package, const xmlDoc *doc, Zip *zip)
{
    const xmlNode *root = xmlDocGetRootElement(doc);
    bool is_locked = false;
    StrBuf path = {0};
    for (const xmlNode *node = root; node && !is_locked;
         node = xml_next(node, root, false)) {
        if (!xml_is(node, "EncryptedData"))
            continue;
        Str algorithm =
            xml_get_attribute(xml_find_child(node, "EncryptionMethod"), "Algorithm");
        const xmlNode *cipher = xml_find_child(node, "CipherData");
        Str uri = xml_get_attribute(xml_find_child(cipher, "CipherReference"), "URI");
        strbuf_reset(&path);
        if (is_disguise(algorithm) || !zip_resolve(STR(""), uri, &path))
            continue;
        size_t file = zip_find(zip, strbuf_get(&path));
        is_locked = file != SIZE_MAX && is_chapter(package, file);
    }
    strbuf_clear(&path);
    return is_locked;
}

static bool check_locks(const Package *package, Zip *zip, const char *name, Error *err)
{
    Str path = STR("META-INF/encryption.xml");
    if (zip_find(zip, path) == SIZE_MAX)
        return true;
    Error ignored = {0};
    xmlDoc *doc = read_xml(zip, path, name, &ignored);
    error_clear(&ignored);
    bool is_locked = doc && has_locked_chapter(package, doc, zip);
    xmlFreeDoc(doc);
    return !is_locked ||
           error_set(err, ERR_FORMAT,
                     _("%s is locked by its seller (DRM); only the seller's own reader "
                       "opens it"),
                     name);
}

/* ---- all of it --------------------------------------------------------- */

bool package_read(Package *package, Zip *zip, const char *name, Sink *sink, Error *err)
{
    *package = (Package){.arena = arena_new()};
    Str path;
    if (!find_package(package, zip, name, &path, err))
        return false;
    xmlDoc *doc = read_xml(zip, path, name, err);
    if (!doc)
        return false;
    const xmlNode *root = xmlDocGetRootElement(doc);
    Manifest manifest = {0};
    read_manifest(&manifest, package, root, zip, path);
    read_spine(package, &manifest, root, zip);
    tell_metadata(root, sink);
    free(manifest.items);
    xmlFreeDoc(doc);
    if (!package->chapter_count)
        return error_set(err, ERR_FORMAT,
                         _("%s is not a complete EPUB book: it names no chapters"), name);
    return check_locks(package, zip, name, err);
}

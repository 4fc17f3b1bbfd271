// Package search finds products by words of their names, descriptions and SKU codes.
//
// A product is found when each word of the query is a part of one of its texts: 纸巾 finds
// 清风纸巾, "bud" finds "earbuds", "SEA" finds the SKU code MUG-SEA. Case and width do not
// count (mall.Fold). What is found depends on nothing but the texts: the words are looked for
// in product_searches, letter by letter, so that both databases, in whatever locale, find the
// same.
//
// An index narrows down where the database looks. Its tokens are made here: single characters
// and pairs of neighbours, whatever but blanks. They lie in search_tokens, an FTS5 table on
// SQLite and a tsvector with a GIN index on PostgreSQL. A product whose texts contain a word
// has all of the word's tokens; the converse does not hold, so texts are looked at all the
// same, unless the word is one token itself.
//
// A word that few products have is looked up in the index. For one that many have, the index
// would name more products than a page needs; then the list is walked in its order, and each
// product's text is looked at, until the page is full.
//
// What is always true: every product has one row of product_searches with the texts that it
// has now, and one of search_tokens; whoever changes a text or a code calls Put in the same
// transaction.
package search

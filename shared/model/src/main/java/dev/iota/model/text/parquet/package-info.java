/**
 * Texts of a column of a parquet file, one after the other. Files enter, which somebody else wrote; the bytes of texts
 * leave. Nothing is held but a page's dictionary and the text at hand, unless the page is packed by a codec that has to
 * be given it whole. Next door: {@link dev.iota.model.text.corpus}, which reads them as documents.
 *
 * <p>A reader of our own, since libraries do more than this, and this worse: that of the format's own project brings
 * Hadoop, and hardwood (1.0.1) decodes eight whole pages ahead, of which DuckDB's have 100 MB, and waits for ever for
 * the values of a page that is damaged. What is read here is the format by its <a
 * href="https://parquet.apache.org/docs/file-format/">specification</a>, of columns of strings that are not lists.
 */
@NullMarked
package dev.iota.model.text.parquet;

import org.jspecify.annotations.NullMarked;

/**
 * What came of a run: the report at its end, from the books of its tables and from what the runner measured. In come
 * {@link dev.iota.local.runner.operator.Books} and {@link dev.iota.local.runner.report.SessionFigures}; out comes a
 * {@link dev.iota.local.runner.report.Report}, a JSON document whose fields {@code docs/local.md} lists.
 */
@NullMarked
package dev.iota.local.runner.report;

import org.jspecify.annotations.NullMarked;

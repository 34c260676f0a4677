/**
 * The commands that look at a run, or change it: {@code epochs}, {@code rollback}, {@code miners}, {@code quarantine},
 * {@code audits}, {@code scores}, {@code explain} and {@code export-weights}. All take the same choice of a run, {@link
 * dev.iota.local.runner.command.RunChoice}, and get it opened, {@link dev.iota.local.runner.command.OpenRun}: in its
 * folder, whether or not a runner works there, or in AWS. What they do is done by {@link
 * dev.iota.local.runner.operator}; here it becomes text.
 */
@NullMarked
package dev.iota.local.runner.command;

import org.jspecify.annotations.NullMarked;

/**
 * The zoo of cheats: miners that compute hops dishonestly beside honest ones on other machines, judged as validators
 * judge them, with the bars and draws of a run. {@link dev.iota.research.zoo.Zoo} is the experiment. Next door: {@link
 * dev.iota.model.audit}, which judges.
 */
@NullMarked
package dev.iota.research.zoo;

import org.jspecify.annotations.NullMarked;

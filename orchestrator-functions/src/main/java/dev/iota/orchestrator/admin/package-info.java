/** What the owner of a run does to it: opens it, looks at it, admits and evicts miners, moves it back. */
@NullMarked
package dev.iota.orchestrator.admin;

import org.jspecify.annotations.NullMarked;

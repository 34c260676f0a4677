/**
 * What the owner of a run does to it: sets it up, steers it, looks at it, admits and evicts miners, reads what they
 * earned. An operator's
 * command enters, what the tables say or a change of them leaves. The functions of miners do not come here, but for the
 * status, which {@code RunStatus} alone reads; how an epoch goes on is next door in {@code epoch}.
 */
@NullMarked
package dev.iota.orchestrator.admin;

import org.jspecify.annotations.NullMarked;

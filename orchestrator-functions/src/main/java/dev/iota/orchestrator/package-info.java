/** The serverless orchestrator: one small Lambda handler per concern. */
@NullMarked
package dev.iota.orchestrator;

import org.jspecify.annotations.NullMarked;

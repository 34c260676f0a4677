package dev.iota.core.owner;

import java.util.Optional;

/**
 * What an answer to the owner of a run depends on.
 *
 * @param begun whether everything is published that the first epoch starts from
 * @param halted why the run stopped before its time, if it did
 * @param order of its owner that is in force
 * @param epoch that the run is in
 * @param epochs how many it is to have; 0: until it is stopped
 * @param idle whether nothing was started in its epoch, so that there is nothing to collect
 */
public record OrderFacts(
        boolean begun, Optional<String> halted, Optional<Order> order, int epoch, int epochs, boolean idle) {}

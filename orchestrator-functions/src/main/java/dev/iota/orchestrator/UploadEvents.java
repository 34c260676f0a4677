package dev.iota.orchestrator;

import dev.iota.cloud.StoredPart;
import dev.iota.cloud.StoredWeights;
import dev.iota.cloud.UploadOrder;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.wire.Event;
import java.util.Optional;
import java.util.stream.IntStream;

/** Publishes weights that were uploaded as they were ordered. */
final class UploadEvents {
    private final Services services;

    UploadEvents(Services services) {
        this.services = services;
    }

    Verdict handle(Hotkey sender, Event.Uploaded event) {
        var found = services.weights().order(event.stage());
        if (found.isEmpty() || !found.get().hotkey().equals(sender)) {
            return new Verdict.Quarantined("%s has no order to upload stage %d".formatted(sender, event.stage()));
        }
        var order = found.get();
        if (!order.lease().equals(event.lease()) || order.epoch() != event.epoch()) {
            return new Verdict.Dropped("the order in force for stage %d is %s".formatted(event.stage(), order.lease()));
        }
        var flaw = flaw(order, event);
        if (flaw.isPresent()) {
            return new Verdict.Quarantined(flaw.get());
        }
        var parts = IntStream.range(0, order.keys().size())
                .mapToObj(i -> new StoredPart(
                        order.keys().get(i),
                        order.bytes().get(i),
                        event.sha256().get(i)))
                .toList();
        var weights = new StoredWeights(event.epoch(), event.steps(), sender, event.lease(), parts);
        return services.weights().publish(event.stage(), weights)
                ? new Verdict.Counted("published after %d steps".formatted(event.steps()))
                : new Verdict.Dropped("another order for stage %d is in force".formatted(event.stage()));
    }

    private Optional<String> flaw(UploadOrder order, Event.Uploaded event) {
        if (event.sha256().size() != order.keys().size()) {
            return Optional.of("%d parts were ordered, %d hashes came"
                    .formatted(order.keys().size(), event.sha256().size()));
        }
        for (var i = 0; i < order.keys().size(); i++) {
            var length = services.objects().length(order.keys().get(i));
            if (length.isEmpty() || length.getAsLong() != order.bytes().get(i)) {
                return Optional.of("part %d has %s bytes; %d were ordered"
                        .formatted(
                                i,
                                length.isEmpty() ? "no" : length.getAsLong(),
                                order.bytes().get(i)));
            }
        }
        return Optional.empty();
    }
}

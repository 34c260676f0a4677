package dev.iota.orchestrator.admin;

import dev.iota.cloud.table.Pointer;
import dev.iota.core.api.EpochStatus;
import dev.iota.core.divergence.Halt;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.orchestrator.context.Runs;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.merge.Checkpoints;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a run published, and the way it took from epoch to epoch. */
public final class RunHistory {
    private final Services services;
    private final Runs runs;
    private final RunStatus status;
    private final Checkpoints checkpoints;

    public RunHistory(Services services, Runs runs) {
        this.services = services;
        this.runs = runs;
        this.status = new RunStatus(services, runs);
        this.checkpoints = new Checkpoints(services);
    }

    /** The epoch that started from the newest published state, or from the newest good one of a run that halted. */
    public int newest() {
        var record = runs.current().record();
        return record.halted().map(Halt::from).orElse(record.epoch());
    }

    /** What that epoch started from, of a stage. */
    public StageCheckpoint checkpoint(int stage) {
        var pointer = services.runs()
                .pointer(newest())
                .orElseThrow(() -> new IllegalStateException("no state of the run is published"));
        return checkpoints.read(pointer.of(stage));
    }

    /**
     * Writes its weights to a file.
     *
     * @throws IOException if an object is not what the checkpoint says, or the file cannot be written
     */
    public void download(int stage, Path file) throws IOException {
        checkpoints.download(checkpoint(stage), 1, file);
    }

    /** Every epoch that the run can go on from, from the first on, with what it started from. */
    public List<EpochHistory> epochs() {
        var began = status.epochs().stream().collect(Collectors.toMap(EpochStatus::epoch, epoch -> epoch));
        var current = runs.current().epoch();
        var epochOf = new HashMap<String, Integer>();
        var history = new ArrayList<EpochHistory>();
        for (var epoch = 0; epoch <= current; epoch++) {
            var pointer = services.runs().pointer(epoch).filter(Pointer::isComplete);
            if (pointer.isPresent()) {
                var starts = starts(pointer.get(), epochOf);
                history.add(new EpochHistory(epoch, epoch == current, Optional.ofNullable(began.get(epoch)), starts));
            }
        }
        return history;
    }

    /** @param epochOf first epoch that started from a checkpoint, by its hash; what is new is added */
    private List<EpochHistory.Start> starts(Pointer pointer, Map<String, Integer> epochOf) {
        var starts = new ArrayList<EpochHistory.Start>();
        for (var object : pointer.checkpoints()) {
            var checkpoint = checkpoints.read(object.orElseThrow());
            starts.add(new EpochHistory.Start(
                    object.get().sha256(),
                    checkpoint.origin(),
                    checkpoint.parent().flatMap(parent -> Optional.ofNullable(epochOf.get(parent)))));
            epochOf.put(object.get().sha256(), pointer.epoch());
        }
        return starts;
    }
}

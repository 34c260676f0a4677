package dev.iota.orchestrator.merge;

import dev.iota.core.epoch.RoundPlan;
import dev.iota.core.epoch.StageMerge;
import dev.iota.core.epoch.StoredObject;
import dev.iota.core.epoch.UploadState;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import java.time.Duration;

/** Writes down everything that is needed to work at the shards of a round. */
final class RoundPlans {
    private final Services services;
    private final Checkpoints checkpoints;

    RoundPlans(Services services, Checkpoints checkpoints) {
        this.services = services;
        this.checkpoints = checkpoints;
    }

    /** @param life of the URLs in it */
    StoredObject write(Run run, StageMerge stage, Duration life) {
        var pointer = services.runs().pointer(stage.epoch()).orElseThrow().of(stage.stage());
        var elements = checkpoints.read(pointer).layout().elements();
        var spec = run.spec();
        return checkpoints.writeForRound(new RoundPlan(
                spec.epochs().upload(spec.run(), stage.epoch(), stage.stage(), elements),
                stage.miners().stream()
                        .map(hotkey -> services.epochs()
                                .upload(stage.epoch(), stage.stage(), hotkey)
                                .orElseThrow())
                        .map(upload -> planned(upload, life))
                        .toList(),
                stage.butterfly().shards(),
                checkpoints.access(pointer),
                stage.exclusion()));
    }

    private RoundPlan.PlannedUpload planned(UploadState upload, Duration life) {
        return new RoundPlan.PlannedUpload(
                upload.hotkey(),
                checkpoints.readable(upload.manifest(), life),
                upload.parts().stream()
                        .map(part -> checkpoints.readable(part, life))
                        .toList());
    }
}

package dev.iota.orchestrator;

import dev.iota.core.api.UploadRequest;
import dev.iota.core.api.UploadRequest.Announced;
import dev.iota.core.api.UploadResponse;
import dev.iota.core.base.Json;
import dev.iota.core.epoch.StoredObject;
import dev.iota.core.epoch.UploadState;

/** How miners announce uploads. */
final class Announcements {
    private Announcements() {}

    /** @throws IllegalStateException if it is refused */
    static UploadResponse announce(TestRun run, TestMiner miner, UploadRequest request) {
        var response = new UploadFunction(run.services())
                .handleRequest(miner.request("POST", "/v1/upload", request), NoContext.get());
        if (response.getStatusCode() != 200) {
            throw new IllegalStateException(response.getBody());
        }
        return Json.read(response.getBody(), UploadResponse.class);
    }

    /** What was announced before. */
    static UploadResponse again(TestRun run, TestMiner miner, UploadState upload) {
        var parts = upload.parts().stream().map(Announcements::announced).toList();
        var session = miner.session().session();
        return announce(
                run,
                miner,
                new UploadRequest(session, upload.epoch(), upload.stage(), parts, announced(upload.manifest())));
    }

    private static Announced announced(StoredObject object) {
        return new Announced(object.bytes(), object.sha256());
    }
}

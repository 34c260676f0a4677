package dev.iota.local.runner;

import dev.iota.local.cloud.CloudException;
import dev.iota.local.cloud.CloudFile;
import dev.iota.local.cloud.CloudProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** A run's tables and objects: in the cloud of the runner that works on it now, or in one that is started for as long as they are needed. */
final class OpenRun implements AutoCloseable {
    private final Operator operator;
    private final Optional<RunFolder> folder;
    private final Optional<CloudProcess> cloud;

    private OpenRun(Operator operator, Optional<RunFolder> folder, Optional<CloudProcess> cloud) {
        this.operator = operator;
        this.folder = folder;
        this.cloud = cloud;
    }

    /** @throws RunnerException if there is no run, or its cloud does not come up */
    static OpenRun open(Path root, InstantSource clock) {
        var folder = RunFolder.openIfFree(root);
        var spec = RunFolder.record(root).spec();
        try {
            if (folder.isEmpty()) {
                var cloud = CloudFile.read(root.resolve("cloud"));
                return new OpenRun(new Operator(cloud, spec, clock), folder, Optional.empty());
            }
            var files = folder.get();
            Files.createDirectories(files.logs());
            var cloud = CloudProcess.start(files.cloud(), spec.run(), files.log(CloudStart.NAME));
            var operator = new Operator(CloudFile.read(files.cloud()), spec, clock);
            return new OpenRun(operator, folder, Optional.of(cloud));
        } catch (IOException | CloudException e) {
            folder.ifPresent(RunFolder::close);
            throw new RunnerException(e, "cannot read the run in %s: %s", root, String.valueOf(e.getMessage()));
        }
    }

    Operator operator() {
        return operator;
    }

    @Override
    public void close() {
        operator.close();
        cloud.ifPresent(CloudProcess::close);
        folder.ifPresent(RunFolder::close);
    }
}

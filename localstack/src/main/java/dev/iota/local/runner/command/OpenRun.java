package dev.iota.local.runner.command;

import dev.iota.cloud.process.LocalDisk;
import dev.iota.cloud.reader.RunReader;
import dev.iota.local.cloud.CloudFile;
import dev.iota.local.cloud.CloudProcess;
import dev.iota.local.cloud.net.CloudException;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.local.runner.folder.RunFolder;
import dev.iota.local.runner.operator.Operator;
import dev.iota.local.runner.process.CloudStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/**
 * A run's tables and objects: in AWS, in the cloud of the runner that works on it now, or in one that is started for as
 * long as they are needed.
 */
public final class OpenRun implements AutoCloseable {
    private final Operator operator;
    private final Optional<Path> root;
    private final Optional<RunFolder> folder;
    private final Optional<CloudProcess> cloud;

    private OpenRun(Operator operator, Optional<Path> root, Optional<RunFolder> folder, Optional<CloudProcess> cloud) {
        this.operator = operator;
        this.root = root;
        this.folder = folder;
        this.cloud = cloud;
    }

    /**
     * A run that was deployed under this name.
     *
     * @throws RunnerException if that is no name, or the run was not set up yet
     */
    static OpenRun deployed(String name, InstantSource clock) {
        try {
            return new OpenRun(Operator.deployed(name, clock), Optional.empty(), Optional.empty(), Optional.empty());
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new RunnerException(e, "%s", String.valueOf(e.getMessage()));
        }
    }

    /** @throws RunnerException if there is no run, or its cloud does not come up */
    static OpenRun open(Path root, InstantSource clock) {
        var folder = RunFolder.openIfFree(root);
        var spec = RunFolder.record(root).spec();
        try {
            if (folder.isEmpty()) {
                var cloud = CloudFile.read(root.resolve("cloud"));
                return new OpenRun(new Operator(cloud, spec, clock), Optional.of(root), folder, Optional.empty());
            }
            var files = folder.get();
            CloudStart.requireLasting(files);
            Files.createDirectories(files.logs());
            var cloud = CloudProcess.start(files.cloud(), spec.run(), files.log(CloudStart.NAME));
            var operator = new Operator(CloudFile.read(files.cloud()), spec, clock);
            return new OpenRun(operator, Optional.of(root), folder, Optional.of(cloud));
        } catch (IOException e) {
            folder.ifPresent(RunFolder::close);
            throw new RunnerException(e, "cannot read the run in %s: %s", root, new LocalDisk(root).reason(e));
        } catch (RunnerException e) {
            folder.ifPresent(RunFolder::close);
            throw e;
        } catch (CloudException e) {
            folder.ifPresent(RunFolder::close);
            throw new RunnerException(e, "cannot read the run in %s: %s", root, String.valueOf(e.getMessage()));
        }
    }

    /** What anybody may see of it. */
    RunReader reader() {
        return new RunReader(operator.views());
    }

    public Operator operator() {
        return operator;
    }

    /** Its folder, if it is on this machine. */
    public Optional<Path> root() {
        return root;
    }

    @Override
    public void close() {
        operator.close();
        cloud.ifPresent(CloudProcess::close);
        folder.ifPresent(RunFolder::close);
    }
}

package dev.iota.local.runner.options;

import dev.iota.core.run.Preset;
import dev.iota.core.run.Presets;
import dev.iota.local.cloud.net.CloudException;
import dev.iota.local.cloud.net.Ports;
import dev.iota.local.runner.failure.RunnerException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Random;

/** Finds out what a person has to put right before anything is made or started. */
public final class Preflight {
    private static final double GIB = 1L << 30;

    /** Part of the machine's memory that all miners may use together. */
    public static final double MINERS = 0.75;

    private static final Duration YEAR = Duration.ofDays(366);

    /**
     * The operating system, the cloud, the runner and the miners' own needs beside their stage: measured on the tiny
     * preset.
     */
    private static final long BESIDES = 2L << 30;

    private Preflight() {}

    /** @throws RunnerException for the first thing that is wrong */
    public static void checkFiles(TrainOptions options) {
        options.text().data().ifPresent(Preflight::checkData);
        if (options.text().endOfText().isPresent()
                && options.text().tokenizerFile().isEmpty()) {
            throw new RunnerException(
                    "--end-of-text is %s, but the byte tokenizer has a token of its own for that; leave it out",
                    options.text().endOfText().get());
        }
        options.text().tokenizerFile().ifPresent(Preflight::checkTokenizer);
        options.files().out().ifPresent(Preflight::checkOut);
        options.files().report().ifPresent(Preflight::checkReport);
        if (options.resume().isEmpty()) {
            options.epochChoice(); // a codec that is none
        }
        if (options.length().minutes().orElse(YEAR).compareTo(YEAR) > 0) {
            throw new RunnerException("--minutes is more than a year; leave it out and stop the run when it is enough");
        }
        if (options.cloud().port() != 0) {
            checkPort(options.cloud().port());
        }
    }

    /** The preset that was asked for, cut and with the learning rate as was asked for. */
    public static Preset preset(TrainOptions options) {
        var preset = Presets.load(options.model().preset().orElse(TrainOptions.Model.PRESET));
        var model = options.model().split().map(preset.model()::withBlocks).orElse(preset.model());
        var rate = options.learning().rate();
        var schedule = preset.training().schedule();
        var training = rate.isPresent()
                ? preset.training().withSchedule(schedule.withPeak(rate.getAsDouble()))
                : preset.training();
        return new Preset(model, training);
    }

    /**
     * What needs the memory.
     *
     * @param name for people
     * @param remedy what they can do where it is not there
     */
    public record Trained(String name, String remedy) {
        /** A run that begins. */
        public static Trained preset(String name) {
            return new Trained(
                    "the preset " + name,
                    "choose a smaller preset, fewer miners, a tokenizer with a smaller vocabulary or a larger machine");
        }

        /** A run that goes on: what it consists of is no more to choose. */
        public static Trained run(Path folder) {
            return new Trained(
                    "the run in " + folder,
                    "end what else uses it, or move the folder to a larger machine and go on there");
        }
    }

    /**
     * @param needed bytes of a miner of each stage, all of them together
     * @param available bytes that the machine can give now, if it tells
     * @param all bytes of the machine, of which its miners may use a part
     */
    public static void checkMemory(
            Trained trained, long needed, int minersPerStage, OptionalLong available, OptionalLong all) {
        var miners = needed * minersPerStage;
        if (miners + BESIDES > available.orElse(Long.MAX_VALUE)) {
            throw tooLarge(trained, minersPerStage, miners + BESIDES, available.getAsLong(), "are available");
        }
        var share = (long) (MINERS * all.orElse(Long.MAX_VALUE));
        if (miners > share) {
            throw tooLarge(trained, minersPerStage, miners, share, "are the miners' part of this machine's memory");
        }
    }

    private static RunnerException tooLarge(Trained trained, int minersPerStage, long wanted, long has, String are) {
        return new RunnerException(
                "%s with %d miners a stage needs about %.1f GiB of memory and %.1f GiB %s; %s",
                trained.name(), minersPerStage, wanted / GIB, has / GIB, are, trained.remedy());
    }

    /** The port that was asked for, or a free one. */
    public static int port(TrainOptions options) {
        try {
            return options.cloud().port() == 0
                    ? Ports.free(new Random())
                    : options.cloud().port();
        } catch (CloudException e) {
            throw new RunnerException(e, "%s", String.valueOf(e.getMessage()));
        }
    }

    private static void checkData(Path data) {
        if (!Files.exists(data)) {
            throw new RunnerException("there is no %s to train on; name a file or folder with --data", data);
        }
        if (!Files.isReadable(data)) {
            throw new RunnerException("%s cannot be read; change its permissions or name other text", data);
        }
    }

    private static void checkTokenizer(Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new RunnerException(
                    "there is no tokenizer %s; wanted '%s' or a tokenizer.json", file, TextOptions.BYTE);
        }
    }

    private static void checkOut(Path out) {
        if (Files.exists(out.resolve("run.json"))) {
            throw new RunnerException("%s holds a run already; go on with it by --resume, or name another folder", out);
        }
        if (Files.exists(out) && !isEmptyFolder(out)) {
            throw new RunnerException("%s is not an empty folder; name another one with --out", out);
        }
        checkWritable(out.toAbsolutePath());
    }

    private static void checkReport(Path report) {
        if (Files.isDirectory(report)) {
            throw new RunnerException("the report %s is a folder; name a file with --report", report);
        }
        var folder = report.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new RunnerException("there is no folder %s for the report; make it, or name another file", folder);
        }
        checkWritable(report.toAbsolutePath());
    }

    /** Whether the nearest folder above that exists may be written to. */
    private static void checkWritable(Path wanted) {
        for (var folder = wanted; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder)) {
                if (!Files.isWritable(folder)) {
                    throw new RunnerException("%s cannot be written, since %s does not allow it", wanted, folder);
                }
                return;
            }
        }
    }

    private static boolean isEmptyFolder(Path path) {
        try (var entries = Files.newDirectoryStream(path)) {
            return !entries.iterator().hasNext();
        } catch (IOException e) {
            return false;
        }
    }

    private static void checkPort(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            socket.setReuseAddress(true);
        } catch (IOException e) {
            throw new RunnerException(e, "port %d is in use; choose another one with --port, or leave it out", port);
        }
    }
}

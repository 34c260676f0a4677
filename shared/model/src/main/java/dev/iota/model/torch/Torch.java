package dev.iota.model.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.Utils;
import java.io.IOException;

/** The tensor library of this process. It is one for the whole process, whatever engines run in it. */
public final class Torch {
    private static final String ENGINE = "PyTorch";
    private static final String OFFLINE = "ai.djl.offline";

    private final Device device;

    private Torch(Device device) {
        this.device = device;
    }

    /**
     * Starts the library, or finds it started.
     *
     * @param device {@code auto}, {@code cpu} or {@code gpu:N}
     * @param threads CPU threads of one operation, for the whole process: the last start decides; 0 leaves it as it is
     * @throws IllegalArgumentException if there is no such device
     * @throws NativeCacheException if the library cannot be unpacked
     */
    public static Torch start(String device, int threads) {
        if (System.getProperty(OFFLINE) == null) {
            System.setProperty(OFFLINE, "true"); // no downloads, no telemetry
        }
        var engine = engine();
        if (threads > 0 && JniUtils.getNumThreads() != threads) {
            JniUtils.setNumThreads(threads);
        }
        return new Torch(choose(engine, device));
    }

    private static Engine engine() {
        try {
            return Engine.getEngine(ENGINE);
        } catch (RuntimeException e) {
            for (var cause = e.getCause(); cause != null; cause = cause.getCause()) {
                if (cause instanceof IOException disk) {
                    throw new NativeCacheException(Utils.getEngineCacheDir("pytorch"), disk);
                }
            }
            throw e;
        }
    }

    private static Device choose(Engine engine, String device) {
        var gpus = engine.getGpuCount();
        if (device.equals("auto")) {
            return gpus > 0 ? Device.gpu() : Device.cpu();
        }
        if (device.equals("cpu")) {
            return Device.cpu();
        }
        if (device.matches("gpu:\\d{1,3}")) {
            var number = Integer.parseInt(device.substring("gpu:".length()));
            if (number >= gpus) {
                throw new IllegalArgumentException(
                        "device %s: this machine offers %d GPUs to PyTorch; choose cpu or auto"
                                .formatted(device, gpus));
            }
            return Device.gpu(number);
        }
        throw new IllegalArgumentException("device '%s' is none of auto, cpu, gpu:N".formatted(device));
    }

    /**
     * Prepares the calling thread: gradients on, and every call of a program executed as written. Both are settings of
     * a thread; the one that starts the library has them off.
     */
    public static void enter() {
        JniUtils.setGradMode(true);
        JniUtils.setGraphExecutorOptimize(false);
    }

    public Device device() {
        return device;
    }

    public int threads() {
        return JniUtils.getNumThreads();
    }

    /** Where arrays live until it is closed. */
    public PtNDManager manager() {
        return (PtNDManager) NDManager.newBaseManager(device, ENGINE);
    }
}

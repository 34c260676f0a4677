package dev.iota.miner.agent;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import com.sun.management.OperatingSystemMXBean;
import dev.iota.cloud.process.MemoryCgroup;
import java.lang.management.ManagementFactory;

/** How much memory a device has. */
public final class DeviceMemory {
    private DeviceMemory() {}

    /** Bytes of a GPU, or of this machine, or of the container that this process runs in. */
    public static long bytes(Device device) {
        return device.isGpu()
                ? CudaUtils.getGpuMemory(device).getMax()
                : MemoryCgroup.ofThisProcess()
                        .within(ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                                .getTotalMemorySize());
    }
}

package dev.dromedary.leaks;

import com.sun.tools.attach.VirtualMachine;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** All that JMX says of a process to its own user: every attribute, and every operation that only dumps. */
final class JmxDump {

    private static final Set<String> DUMPS = Set.of(
            "dumpRoutesAsXml",
            "dumpRoutesAsYaml",
            "dumpRouteAsXml",
            "dumpRouteAsYaml",
            "dumpStructureRoutesAsXml",
            "informationJson",
            "browse",
            "vmSystemProperties",
            "vmCommandLine",
            "vmFlags",
            "dumpRouteStatsAsXml");

    private JmxDump() {}

    static String of(long pid) throws Exception {
        VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
        String address;
        try {
            address = machine.startLocalManagementAgent();
        } finally {
            machine.detach();
        }
        StringBuilder dump = new StringBuilder();
        try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address))) {
            MBeanServerConnection beans = connector.getMBeanServerConnection();
            for (ObjectName name : new TreeSet<>(beans.queryNames(null, null))) {
                dump.append(name).append('\n');
                for (MBeanAttributeInfo attribute : beans.getMBeanInfo(name).getAttributes()) {
                    append(dump, attribute.getName(), () -> beans.getAttribute(name, attribute.getName()));
                }
                for (MBeanOperationInfo operation : beans.getMBeanInfo(name).getOperations()) {
                    if (DUMPS.contains(operation.getName())) {
                        String[] types = Arrays.stream(operation.getSignature())
                                .map(parameter -> parameter.getType())
                                .toArray(String[]::new);
                        Object[] arguments =
                                Arrays.stream(types).map(JmxDump::any).toArray();
                        append(
                                dump,
                                operation.getName(),
                                () -> beans.invoke(name, operation.getName(), arguments, types));
                    }
                }
            }
        }
        return dump.toString();
    }

    /** True where a dump can be asked to show more. */
    private static Object any(String type) {
        return switch (type) {
            case "boolean", "java.lang.Boolean" -> true;
            case "[Ljava.lang.String;" -> new String[0];
            default -> null;
        };
    }

    private interface Value {
        Object get() throws Exception;
    }

    private static void append(StringBuilder dump, String name, Value value) {
        String text;
        try {
            Object object = value.get();
            text = object instanceof Object[] array ? List.of(array).toString() : String.valueOf(object);
        } catch (JMException | RuntimeException e) {
            text = "cannot be read: " + e;
        } catch (Exception e) {
            throw new IllegalStateException(ManagementFactory.getRuntimeMXBean().getName(), e);
        }
        dump.append("  ").append(name).append(": ").append(text).append('\n');
    }
}

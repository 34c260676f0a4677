package dev.iota.rules;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;

/**
 * What every module does alike with the machine that it runs on: who asks the environment, and in whose words a person
 * hears what went wrong. Used as {@link PackageRules} are.
 */
public final class SurroundingRules {
    private static final String CLIENTS = "dev.iota.cloud.client..";
    private static final String HTTP = "java.net.http.HttpClient";

    /** These put into words what Java says of files, disks and networks. */
    private static final String WORDS = "(FileReason|FailureReason|LocalDisk|EndReason)";

    private SurroundingRules() {}

    @ArchTest
    static final ArchRule clients_of_aws_are_made_in_one_place = noClasses()
            .that()
            .resideOutsideOfPackage(CLIENTS)
            .should()
            .callMethodWhere(target(nameMatching("builder|create|crtBuilder|crtCreate"))
                    .and(target(owner(simpleNameEndingWith("Client").or(simpleNameEndingWith("Presigner")))))
                    .and(target(owner(
                            resideInAnyPackage("software.amazon.awssdk.services..", "software.amazon.awssdk.http..")))))
            .because("by itself a client asks the environment and the user's files, for services of this machine, too:"
                    + " AddressedClients and ServiceHttp make those that ask nothing, AwsClients those that do");

    @ArchTest
    static final ArchRule every_client_of_http_says_which_proxy_it_takes = classes()
            .that(call("newBuilder").or(call("newHttpClient")))
            .should(new ArchCondition<>("say which proxy") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    if (type.getMethodCallsFromSelf().stream()
                            .noneMatch(made -> isOf(HTTP + "$Builder", made, "proxy"))) {
                        events.add(SimpleConditionEvent.violated(type, type.getName() + " names no proxy"));
                    }
                }
            })
            .allowEmptyShould(true)
            .because("Java asks for the proxies of the system's properties otherwise, and for HTTPS_PROXY never");

    @ArchTest
    static final ArchRule no_message_has_the_words_of_a_bare_exception = noClasses()
            .that()
            .haveNameNotMatching(".*\\." + WORDS + "(\\$.*)?")
            .should()
            .callMethodWhere(target(nameMatching("getMessage|getLocalizedMessage|toString"))
                    .and(target(owner(assignableTo(IOException.class).and(not(resideInAnyPackage("dev.iota..")))))))
            .because("of a missing file Java says its path and nothing else, of a refused one as well: FileReason and"
                    + " FailureReason say why");

    @ArchTest
    static final ArchRule no_message_has_the_words_of_the_sdk = noClasses()
            .that()
            .haveNameNotMatching(".*\\." + WORDS + "(\\$.*)?")
            .should()
            .callMethodWhere(target(nameMatching("getMessage|getLocalizedMessage|toString"))
                    .and(target(owner(assignableTo("software.amazon.awssdk.core.exception.SdkException")))))
            .because("it lists each place where it looked for a setting: EndReason says what to do");

    @ArchTest
    static final ArchRule every_program_reads_its_command_line_in_one_way = noClasses()
            .that()
            .haveNameNotMatching(".*\\.Program")
            .should()
            .callConstructorWhere(target(owner(name("picocli.CommandLine"))))
            .because("Program says in one sentence what is wrong, to its user and to its supervisor");

    private static DescribedPredicate<JavaClass> call(String method) {
        return DescribedPredicate.describe("call HttpClient." + method, type -> type.getMethodCallsFromSelf().stream()
                .anyMatch(made -> isOf(HTTP, made, method)));
    }

    private static boolean isOf(String owner, JavaMethodCall made, String method) {
        return made.getTargetOwner().getName().equals(owner) && made.getName().equals(method);
    }
}

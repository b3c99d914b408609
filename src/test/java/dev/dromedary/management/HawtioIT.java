package dev.dromedary.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dromedary.sandbox.Certificates;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.LoginSamples;
import dev.dromedary.sandbox.LoopbackPorts;
import dev.dromedary.sandbox.MessageSender;
import dev.dromedary.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * Hawtio's console of a real process in a real browser. Skipped where the machine has no Chromium with its driver (Debian:
 * chromium-driver). Leaves a picture in target/hawtio.png.
 */
class HawtioIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path PICTURE = Path.of("target/hawtio.png");
    private static final String LOGINS = "dev.dromedary:type=Pipeline,name=logins";
    private static final String ROUTE = "org.apache.camel:context=dromedary,type=routes,name=\"store-logins\"";
    private static final int MESSAGES = 500;

    @TempDir
    private Path folder;

    private final int number = LoopbackPorts.free();
    private final LoginSamples samples = new LoginSamples(11);
    private ChromeDriver browser;

    private static Optional<Path> program(String... names) {
        return Stream.of(names).map(Path::of).filter(Files::isExecutable).findFirst();
    }

    /** Skips the test where there is none. */
    private static ChromeDriver startBrowser() {
        Optional<Path> chromium = program("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
        Optional<Path> driver = program("/usr/bin/chromedriver", "/usr/lib/chromium-browser/chromedriver");
        assumeTrue(chromium.isPresent() && driver.isPresent(), "there is no chromium with chromedriver");
        return start(chromium.get(), driver.get());
    }

    private static ChromeDriver start(Path chromium, Path driver) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.toFile());
        options.setAcceptInsecureCerts(true);
        options.addArguments("--headless=new", "--no-sandbox", "--window-size=1400,900", "--disable-dev-shm-usage");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        return new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(driver.toFile())
                        .build(),
                options);
    }

    @Test
    void aRouteIsSeenStoppedAndStarted() {
        look("http", setup -> setup, (port, url) -> {
            send(url, MESSAGES);
            stopAndStart(port, url);
            lookAtTheRoute(port);
        });
    }

    @Test
    void itWorksOverTls() {
        String certificate =
                new Certificates(folder).issue("port", "localhost").both().toString();
        look("https", setup -> setup.with("MANAGEMENT_TLS_CERTIFICATE", certificate), (port, url) -> {
            openRoutes();
            assertThat(browser.manage().getCookies())
                    .singleElement()
                    .matches(Cookie::isSecure)
                    .matches(Cookie::isHttpOnly)
                    .extracting(Cookie::getSameSite)
                    .isEqualTo("Strict");
        });
    }

    private interface Looking {
        void at(PortClient port, String queueUrl);
    }

    /** Lets a browser look at a process, logged in. */
    private void look(String scheme, UnaryOperator<JarProcess.Setup> how, Looking looking) {
        browser = startBrowser();
        String queue = "hawtio-" + System.nanoTime();
        String url = Sandbox.sqs().createQueue(queue);
        PortClient port = new PortClient(number, folder);
        try (JarProcess process = how.apply(setup(queue)).start("run", "logins")) {
            await().atMost(PATIENCE).until(() -> process.errors().contains("Management on"));
            logIn(scheme + "://localhost:" + number, port.token());
            looking.at(port, url);
            assertThatNobodyElseWasAsked(scheme + "://localhost:" + number);
        } catch (RuntimeException | AssertionError e) {
            picture();
            throw new AssertionError(browser.getCurrentUrl() + " " + text(), e);
        } finally {
            browser.quit();
        }
    }

    private JarProcess.Setup setup(String queue) {
        return JarProcess.Setup.in(folder)
                .withSqs(Sandbox.sqs().endpoint().toString())
                .with("WAREHOUSE_URL", "jdbc:sqlite:data/warehouse.db")
                .with("MASKING_MODE", "sha256")
                .with("LOGINS_QUEUE", queue)
                .with("LOGINS_WAIT_TIME", "1s")
                .with("MANAGEMENT_ENABLED", "true")
                .with("MANAGEMENT_PORT", Integer.toString(number));
    }

    private void send(String url, int count) {
        new MessageSender(Sandbox.sqs().client(), url)
                .send(Stream.generate(samples::good).limit(count).toList());
    }

    private void logIn(String site, String token) {
        browser.get(site + "/hawtio/");
        element("//input[@type='password']");
        element("//input[@name='pf-login-username-id' or @type='text']").sendKeys("dromedary");
        element("//input[@type='password']").sendKeys(token);
        click("//button[@type='submit']");
        element("//h1[.='Camel Contexts']");
    }

    private void openRoutes() {
        click("//button[.='routes'] | //*[contains(@class,'tree-view__node-text')][.='routes']");
        awaitState("Started");
    }

    private void stopAndStart(PortClient port, String url) {
        openRoutes();
        click("//tr[td[.='store-logins']]//input[@type='checkbox']");
        click("//button[normalize-space()='Stop']");
        awaitState("Stopped");
        assertThat(port.read(ROUTE, "State").get("value").asText()).isEqualTo("Stopped");
        long stored = port.read(LOGINS, "Stored").get("value").asLong();
        send(url, 100);
        assertThat(port.read(LOGINS, "Stored").get("value").asLong()).isEqualTo(stored);

        click("//button[normalize-space()='Start']");
        awaitState("Started");
        assertThat(port.read(ROUTE, "State").get("value").asText()).isEqualTo("Started");
        await().atMost(PATIENCE)
                .until(() -> port.read(LOGINS, "Stored").get("value").asLong() == MESSAGES + 100);
    }

    private void awaitState(String state) {
        element("//tr[td[.='store-logins']]//*[.='" + state + "']");
    }

    private void lookAtTheRoute(PortClient port) {
        click("//*[contains(@class,'tree-view__node-text')][.='store-logins']");
        click("//a[.='Source']");
        element("//pre[contains(., 'login-schema') and contains(., 'login-mask')]");
        click("//a[.='Route Diagram']");
        element("//*[contains(@class,'react-flow__node')][contains(., 'login-schema') or contains(., 'Parse')]");
        assertThat(browser.findElements(By.cssSelector(".react-flow__node"))).hasSize(6);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(browser.findElements(By.cssSelector(".react-flow__edge")))
                    .hasSize(5);
            picture();
        });
        assertThat(text()).doesNotContain(port.token());
    }

    private void picture() {
        try {
            Files.write(PICTURE, browser.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private void assertThatNobodyElseWasAsked(String site) {
        List<String> asked = (List<String>)
                browser.executeScript("return performance.getEntriesByType('resource').map(entry => entry.name)");
        assertThat(asked)
                .hasSizeGreaterThan(10)
                .allMatch(address -> address.startsWith(site) || address.startsWith("data:"));
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
                .noneMatch(line -> line.getMessage().contains("Content Security Policy"));
    }

    private String text() {
        return browser.findElement(By.tagName("body")).getText();
    }

    /** The element that an XPath finds, as soon as it is shown. */
    private WebElement element(String path) {
        return await().ignoreExceptions()
                .atMost(PATIENCE)
                .until(() -> browser.findElement(By.xpath(path)), WebElement::isDisplayed);
    }

    /** The page draws its elements anew now and then. */
    private void click(String path) {
        await().atMost(PATIENCE)
                .ignoreException(StaleElementReferenceException.class)
                .until(() -> {
                    WebElement element = element(path);
                    if (!element.isEnabled()) {
                        return false;
                    }
                    element.click();
                    return true;
                });
    }
}

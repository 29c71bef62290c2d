// Charts of Altair by our theme, drawn in the page. JupyterLab shows a picture as an image apart, which has neither the
// page's typeface nor a name for those who listen.
const TYPE = "image/svg+xml";
const OURS = 'font-family="Source Sans Pro';

export async function plugins(share) {
  const { IRenderMimeRegistry, RenderedSVG } = await share("@jupyterlab/rendermime");

  // Only what the analyst ran or trusts; any other picture is shown as JupyterLab shows it.
  class RenderedChart extends RenderedSVG {
    async render(model) {
      const picture = String(model.data[TYPE] ?? "");
      if (!model.trusted || !picture.includes(OURS)) return super.render(model);
      this.node.innerHTML = picture;
      Object.assign(this.node.firstElementChild?.style ?? {}, { maxWidth: "100%", height: "auto" });
    }
  }

  const plugin = {
    id: "csp-toolkit:charts",
    description: "Shows charts in the typeface of reports.",
    autoStart: true,
    requires: [IRenderMimeRegistry],
    activate: (app, registry) => {
      const createRenderer = (options) => new RenderedChart(options);
      registry.addFactory({ safe: false, mimeTypes: [TYPE], createRenderer }, 80); // before JupyterLab's, which has 90
    },
  };
  return [plugin];
}

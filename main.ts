import { App } from "cdktf";
import { environments } from "./environments";
import { loadEnvironments } from "./modules/core/load";
import { stacks } from "./modules/stacks";

const app = new App();
for (const environment of loadEnvironments(environments, `${__dirname}/environments`)) stacks(app, environment);
app.synth();

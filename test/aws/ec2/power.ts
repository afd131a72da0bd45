import type { Operation, Params } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { flag, texts } from "../params.ts";
import type { Instance, Instances } from "./instances.ts";

/** AWS seconds that a machine is down when it is asked to reboot. */
const REBOOT_SECONDS = 10;

/** What turns instances off and on. */
export function powerOperations(instances: Instances): Record<string, Operation> {
  const changed = (params: Params, change: (instance: Instance) => void): Params => ({
    instancesSet: texts(params, "InstanceId")
      .map((id) => known(instances, id))
      .map((instance) => {
        const previousState = { name: instance.state };
        change(instance);
        return { instanceId: instance.id, previousState, currentState: { name: instance.state } };
      }),
  });
  return {
    RebootInstances: (params) => {
      for (const { id } of texts(params, "InstanceId").map((each) => known(instances, each)))
        void instances.reboot(id, REBOOT_SECONDS);
      return { return: true };
    },
    StopInstances: (params) => {
      // Nothing here holds a machine back that would have to be forced.
      flag(params, "Force");
      return changed(params, ({ id }) => void instances.stop(id));
    },
    StartInstances: (params) => changed(params, ({ id }) => instances.start(id, () => {})),
    TerminateInstances: (params) => changed(params, ({ id }) => void instances.terminate(id)),
  };
}

function known(instances: Instances, id: string): Instance {
  const instance = instances.all.get(id);
  if (instance !== undefined) return instance;
  throw new AwsError("InvalidInstanceID.NotFound", `The instance ID '${id}' does not exist`);
}

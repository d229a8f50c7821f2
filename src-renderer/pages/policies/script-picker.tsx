// Which policy is open: the saved ones, the built-in ones as templates, and what can be done with the open one.
import { Icon } from "../../ui/icon.tsx";
import { MenuButton, type MenuItem } from "../../ui/menu.tsx";
import { isUnsaved, type Script } from "./script.ts";
import { templates } from "./templates.ts";
import type { Shelf } from "./use-shelf.ts";

export function ScriptPicker(props: {
  readonly script: Script | null;
  readonly shelf: Shelf;
  readonly onRename: () => void;
  readonly onSaveAs: () => void;
}) {
  const { script, shelf } = props;
  const pick: readonly MenuItem[] = [
    { id: "new", title: "New policy", icon: "plus", run: shelf.create },
    ...shelf.saved.map(
      (policy, at): MenuItem => ({
        ...{ id: `saved ${policy.name}`, title: policy.name, icon: "bookmark", apart: at === 0 },
        run: () => shelf.openSaved(policy),
      }),
    ),
    ...templates.map(
      (template, at): MenuItem => ({
        ...{ id: template.id, title: template.title, icon: "policy", apart: at === 0, hint: "template" },
        run: () => shelf.openTemplate(template),
      }),
    ),
  ];
  const notOpen = script ? null : "no policy is open";
  const notSaved = script?.saved ? null : "the policy is not saved";
  const more: readonly MenuItem[] = [
    { id: "saveAs", title: "Save under another name", icon: "save", unavailable: notOpen, run: props.onSaveAs },
    { id: "rename", title: "Rename", icon: "edit", unavailable: notOpen, run: props.onRename },
    { id: "export", title: "Export", icon: "download", unavailable: notSaved, run: () => void shelf.exportFile() },
    {
      ...{ id: "remove", title: "Remove", icon: "remove", apart: true, unavailable: notSaved },
      run: () => void shelf.remove(),
    },
  ];
  const unsaved = script !== null && (isUnsaved(script) || script.saved === null);
  return (
    <>
      <MenuButton
        items={pick}
        label={`Policy ${script?.title ?? "none"}${unsaved ? ", not saved" : ""}: choose another`}
      >
        <span className="ell polname">{script?.title ?? "Choose a policy"}</span>
        {unsaved && <i className="poldot" aria-hidden="true" />}
        <Icon name="down" size={13} />
      </MenuButton>
      <MenuButton kind="ghost" icon="more" items={more} label="More of this policy" />
    </>
  );
}
